internal import EventLoop

extension AgentSession {
    /// Sends a prompt. It may be sent while a turn runs; the CLI then queues it or takes it into that turn.
    ///
    /// - Returns: The prompt's uuid, by which results name it.
    /// - Throws: `AgentError` with code `inputClosed` after ``endInput()`` or when the CLI takes no more input, `cliConnection` when the
    ///   process is gone.
    @discardableResult
    public func send(_ prompt: UserPrompt) async throws -> String {
        try Task.checkCancellation()
        var prompt = prompt
        let uuid = prompt.uuid ?? UUIDText.random()
        prompt.uuid = uuid
        try core.send(prompt, uuid: uuid)
        do {
            try await core.writer.drained()
        } catch let error as IOError {
            core.forget(prompt: uuid)
            throw AgentError(.inputClosed, "the prompt could not be written to claude: \(error)", underlying: error)
        }
        return uuid
    }

    /// The next frame that concerns the conversation, or `nil` when the process has ended. One caller at a time.
    ///
    /// - Throws: `AgentError` when the process failed, `CancellationError` when the task is cancelled.
    public func next() async throws -> SessionEvent? { try await core.mailbox.take() }

    /// Sends a prompt and calls `onEvent` for each frame until the turn that answers it is over.
    ///
    /// A turn that fails or is interrupted has its outcome too; see ``TurnOutcome/failure``.
    ///
    /// - Parameters:
    ///   - prompt: The prompt.
    ///   - limit: How long the turn may take; `nil` sets no bound but the agent's own. When it is over the CLI goes on with the turn;
    ///     ``interrupt(cancelQueued:)`` ends it.
    ///   - onEvent: Called for each frame, in order; the next one waits for it.
    /// - Throws: What ``next()`` and `onEvent` throw; `AgentError` with code `cancelled` when the prompt was taken back, `cliConnection`
    ///   when the process ends before the turn does, `timeout` when the time is over.
    public func turn(
        _ prompt: UserPrompt,
        within limit: Duration? = nil,
        _ onEvent: @escaping @Sendable (SessionEvent) async throws -> Void = { _ in }
    ) async throws -> TurnOutcome {
        let uuid = try await send(prompt)
        return try await within(limit, "the turn") { try await follow(uuid, onEvent) }
    }

    private func follow(_ uuid: String, _ onEvent: @escaping @Sendable (SessionEvent) async throws -> Void) async throws -> TurnOutcome {
        var answers: [TurnOutcome.Answer] = []
        while let event = try await next() {
            try await onEvent(event)
            for change in event.changes {
                switch change {
                case .answered(let result, let prompts) where prompts.contains(uuid):
                    answers.append(TurnOutcome.Answer(result: result, prompts: prompts))
                case .ended(let outcome) where outcome.prompts.contains(uuid): return outcome
                case .cancelled(prompt: uuid): throw AgentError(.cancelled, "the prompt was taken back before claude worked on it")
                default: continue
                }
            }
        }
        // A process that ends well after its result owes nothing more, though it did not say so.
        guard !answers.isEmpty else { throw AgentError(.cliConnection, "the agent process ended before it had answered; ask again") }
        return TurnOutcome(answers: answers, prompts: [uuid])
    }

    /// Ends the session between turns and takes its last frames: end of input, 5 s, SIGTERM, 5 s, SIGKILL.
    ///
    /// The CLI writes its last transcript lines after the end of its input; a host that mirrors them calls this before it returns.
    ///
    /// - Throws: What ``next()`` and `onEvent` throw.
    public func finish(_ onEvent: (SessionEvent) async throws -> Void = { _ in }) async throws {
        core.closeInput()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = await process.end(.clean) }
            while let event = try await next() { try await onEvent(event) }
        }
    }
}
