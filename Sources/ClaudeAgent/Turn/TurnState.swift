/// Follows a conversation: when turns begin and end, which result answers which prompt, under which session id (protocol notes 4.5, 4.6).
///
/// No I/O, no clock. A turn is over at `session_state_changed: idle`; from a CLI that reports no state, at the result.
public struct TurnState: Sendable {
    /// What has happened.
    public enum Action: Sendable {
        /// A turn begins; the CLI may begin one by itself.
        case began
        /// A result came, for these prompts. The turn is not over yet.
        case answered(ResultMessage, prompts: [String])
        /// A prompt was taken back before it was worked on.
        case cancelled(prompt: String)
        /// The turn is over and nothing is owed.
        case ended(TurnOutcome)
        /// The conversation goes on under another id; when it was reset its totals begin at zero.
        case sessionChanged(from: String?, to: String, wasReset: Bool)
    }

    /// The session id in force, once known.
    public private(set) var sessionID: String?
    /// Whether a turn runs.
    public private(set) var isRunning = false
    /// Whether someone has to decide something before the turn goes on.
    public private(set) var requiresAction = false
    /// The error result nothing has followed yet; it explains a failing exit (protocol notes 10.3).
    public private(set) var pendingFailure: AgentError?
    private var reportsState = false
    private var wasReset = false
    private var prompts = PromptLedger()
    private var tasks = BackgroundTasks()
    private var answers: [TurnOutcome.Answer] = []

    /// A conversation, under this id when it is known beforehand.
    public init(sessionID: String? = nil) {
        self.sessionID = sessionID
    }

    /// The prompts that are not over, oldest first.
    public var openPrompts: [String] { prompts.entries.map(\.uuid) }
    /// The background agents and workflows at work.
    public var backgroundTaskIDs: [String] { tasks.ids }
    /// Whether nothing runs and nothing is owed.
    public var isIdle: Bool { !isRunning && prompts.entries.isEmpty }

    /// A prompt with this uuid is about to be written.
    public mutating func send(prompt uuid: String) {
        prompts.add(uuid)
    }

    /// A prompt could not be written after all.
    public mutating func forget(prompt uuid: String) {
        _ = prompts.remove(uuid)
    }

    /// Takes in a frame.
    public mutating func receive(_ message: AgentMessage) -> [Action] {
        if Self.clearsFailure(message) { pendingFailure = nil }
        switch message.kind {
        case .system(let system): return receive(system)
        case .assistant(let assistant): return begin() + take(assistant.userMessageUUIDs)
        case .result(let result): return receive(result)
        case .commandLifecycle(let command): return receive(command)
        case .conversationReset:
            // Its `new_conversation_id` is not the session id (CLI 2.1.327); the next init tells that.
            wasReset = true
            return []
        default: return []
        }
    }

    /// Why the process ended badly, or `nil` when it did not.
    ///
    /// An error result nothing followed explains the exit better than its code does.
    public func failure(onExit process: AgentError.ProcessFailure) -> AgentError? {
        guard process.exitCode != 0 else { return nil }
        guard let pendingFailure, case .result(var details) = pendingFailure.detail else { return AgentError.exited(process) }
        details.exitCode = process.exitCode
        return AgentError(.resultError, pendingFailure.message, detail: .result(details))
    }

    // Frames between CLI and host alone come at any time and say nothing about the run.
    private static func clearsFailure(_ message: AgentMessage) -> Bool {
        switch message.kind {
        case .controlRequest, .controlResponse, .controlCancelRequest, .keepAlive, .transcriptMirror: return false
        // Comes behind the result and says only that the prompt is done with.
        case .commandLifecycle: return false
        case .system(let system): return system.subtype != .sessionStateChanged
        default: return true
        }
    }
}

extension TurnState {
    private mutating func receive(_ system: SystemMessage) -> [Action] {
        let details = system.details
        tasks.receive(details)
        switch details {
        case .initialization(let start): return change(to: start.sessionID) + begin() + take(start.userMessageUUIDs)
        case .sessionState(let state): return receive(state)
        default: return []
        }
    }

    private mutating func receive(_ state: SessionState) -> [Action] {
        reportsState = true
        requiresAction = state == .requiresAction
        if state == .idle { return end() }
        if state == .running, !isRunning { prompts.turnBegins() }
        return begin()
    }

    private mutating func receive(_ result: ResultMessage) -> [Action] {
        pendingFailure = result.failure
        let answered = prompts.answer(result)
        answers.append(TurnOutcome.Answer(result: result, prompts: answered))
        let actions = change(to: result.sessionID) + begin() + [Action.answered(result, prompts: answered)]
        return reportsState ? actions : actions + end()
    }

    private mutating func receive(_ command: CommandLifecycle) -> [Action] {
        guard let uuid = command.commandUUID else { return [] }
        prompts.noteNaming()
        switch command.state {
        case "started", "completed": return take([uuid])
        case "cancelled": return prompts.remove(uuid) ? [.cancelled(prompt: uuid)] : []
        default: return []
        }
    }

    private mutating func take(_ uuids: [String]) -> [Action] {
        prompts.take(uuids)
        return []
    }

    private mutating func begin() -> [Action] {
        guard !isRunning else { return [] }
        isRunning = true
        return [.began]
    }

    private mutating func end() -> [Action] {
        let outcome = TurnOutcome(answers: answers, prompts: prompts.close())
        let wasRunning = isRunning
        answers = []
        isRunning = false
        requiresAction = false
        return wasRunning || !outcome.prompts.isEmpty || !outcome.answers.isEmpty ? [.ended(outcome)] : []
    }

    private mutating func change(to id: String?) -> [Action] {
        guard let id, id != sessionID else { return [] }
        defer {
            sessionID = id
            wasReset = false
        }
        return [.sessionChanged(from: sessionID, to: id, wasReset: wasReset)]
    }
}
