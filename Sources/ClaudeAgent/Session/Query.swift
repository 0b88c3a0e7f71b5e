public import EventLoop

/// Asks an agent one thing and ends it: starts a process, sends `prompt`, calls `onMessage` for each frame until the process has ended.
///
/// Background agents that the run has started are waited for, at most ten minutes between turns.
///
/// - Parameters:
///   - prompt: What to ask.
///   - launch: What to start, and how.
///   - loop: Where the process's pipes live.
///   - limit: How long the run may take once the agent is ready; `nil` sets no bound but the agent's own.
///   - onMessage: Called for each frame, in order.
/// - Returns: The last result.
/// - Throws: `AgentError`: with code `resultError` when the run failed, whatever the process's exit code; else why there is no result.
@discardableResult
public func query(
    prompt: UserPrompt,
    launch: AgentLaunch,
    on loop: EventLoop,
    within limit: Duration? = nil,
    onMessage: @escaping @Sendable (AgentMessage) async throws -> Void = { _ in }
) async throws -> ResultMessage {
    let keepsInput = launch.options.needsBidirectionalInput
    return try await AgentSession.run(launch, on: loop) { session in
        try await session.within(limit, "the run") {
            var run = OneShotRun(session: session, onMessage: onMessage)
            return try await run.ask(prompt, keepsInput: keepsInput)
        }
    }
}

/// One prompt from its writing to the end of its process.
struct OneShotRun: Sendable {
    private let session: AgentSession
    private let onMessage: @Sendable (AgentMessage) async throws -> Void
    /// Here it decides when the run is over, also where the input is closed at once.
    private var input: OneShotInput
    private var ceiling: LoopClock.Instant?
    private var last: ResultMessage?

    init(
        session: AgentSession,
        ceiling: Duration = OneShotInput.defaultCeiling,
        onMessage: @escaping @Sendable (AgentMessage) async throws -> Void
    ) {
        self.session = session
        self.onMessage = onMessage
        input = OneShotInput(mustStayOpen: true, ceiling: ceiling)
    }

    mutating func ask(_ prompt: UserPrompt, keepsInput: Bool) async throws -> ResultMessage {
        try await session.send(prompt)
        if !keepsInput { session.endInput() }
        var isOver = false
        while !isOver {
            switch try await session.next(until: ceiling) {
            case .event(let event): isOver = try await take(event)
            case .late: isOver = follow(input.ceilingReached())
            case .end: isOver = true
            }
        }
        return try await finish()
    }

    private mutating func take(_ event: SessionEvent) async throws -> Bool {
        try await onMessage(event.message)
        if case .result(let result) = event.message.kind { last = result }
        return follow(input.receive(event.message))
    }

    /// Whether nothing is owed any more.
    private mutating func follow(_ actions: [OneShotInput.Action]) -> Bool {
        for action in actions {
            switch action {
            case .armCeiling(let limit): ceiling = session.clock.now.advanced(by: limit)
            case .disarmCeiling: ceiling = nil
            case .close: return true
            }
        }
        return false
    }

    private mutating func finish() async throws -> ResultMessage {
        try await session.finish { event in
            try await onMessage(event.message)
            if case .result(let result) = event.message.kind { last = result }
        }
        guard let result = last else { throw AgentError(.cliConnection, "claude ended well but gave no result; ask again") }
        if let failure = result.failure { throw failure }
        return result
    }
}
