/// Decides when the input of a one-shot run is closed (protocol notes 4.2). No I/O, no clock.
///
/// Closed too early, hooks and permission questions go unheard; never closed, the CLI never ends.
public struct OneShotInput: Sendable {
    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Close the input.
        case close
        /// Call ``OneShotInput/ceilingReached()`` after this time, unless it is disarmed before.
        case armCeiling(Duration)
        /// Forget the ceiling.
        case disarmCeiling
    }

    private let mustStayOpen: Bool
    private let ceiling: Duration?
    private var tasks = BackgroundTasks()
    private var state: SessionState?
    private var hasResult = false
    private var isArmed = false
    private var isClosed = false

    /// The CLI's own ceiling, `CLAUDE_CODE_PRINT_BG_WAIT_CEILING_MS`.
    public static let defaultCeiling = Duration.seconds(600)

    /// - Parameters:
    ///   - mustStayOpen: ``AgentOptions/needsBidirectionalInput``.
    ///   - ceiling: The longest wait for background work between turns; `nil` for no limit.
    public init(mustStayOpen: Bool, ceiling: Duration? = OneShotInput.defaultCeiling) {
        self.mustStayOpen = mustStayOpen
        self.ceiling = ceiling
    }

    /// The last prompt has been written.
    public mutating func promptsWritten() -> [Action] {
        mustStayOpen ? [] : close()
    }

    /// Takes in a frame.
    public mutating func receive(_ message: AgentMessage) -> [Action] {
        guard !isClosed else { return [] }
        switch message.kind {
        case .result: hasResult = true
        case .system(let system): return receive(system.details)
        case .assistant, .streamEvent:
            guard message.parentToolUseID == nil else { return [] }
            hasResult = false
            return disarm()
        default: return []
        }
        return closeOrWait()
    }

    /// The time of ``Action/armCeiling(_:)`` is over.
    public mutating func ceilingReached() -> [Action] {
        guard isArmed, !isClosed else { return [] }
        isArmed = false
        return close()
    }

    private mutating func receive(_ details: SystemMessage.Details) -> [Action] {
        tasks.receive(details)
        if case .sessionState(let new) = details {
            state = new
            if new == .requiresAction { return disarm() }
        }
        return closeOrWait()
    }

    private mutating func closeOrWait() -> [Action] {
        guard hasResult, mustStayOpen else { return [] }
        if tasks.isEmpty, state == nil || state == .idle { return disarm() + close() }
        guard let ceiling, !isArmed, state != .requiresAction else { return [] }
        isArmed = true
        return [.armCeiling(ceiling)]
    }

    private mutating func disarm() -> [Action] {
        defer { isArmed = false }
        return isArmed ? [.disarmCeiling] : []
    }

    private mutating func close() -> [Action] {
        guard !isClosed else { return [] }
        isClosed = true
        return [.close]
    }
}
