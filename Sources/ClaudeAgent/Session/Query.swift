public import EventLoop

/// Asks an agent one thing and ends it: starts a process, sends `prompt`, calls `onMessage` for each frame until the process has ended.
///
/// - Returns: The last result.
/// - Throws: `AgentError`: with code `resultError` when the run failed, whatever the process's exit code; else why there is no result.
@discardableResult
public func query(
    prompt: UserPrompt,
    launch: AgentLaunch,
    on loop: EventLoop,
    onMessage: @Sendable (AgentMessage) async throws -> Void = { _ in }
) async throws -> ResultMessage {
    try await AgentSession.run(launch, on: loop) { session in
        var input = OneShotInput(mustStayOpen: launch.options.needsBidirectionalInput)
        var last: ResultMessage?
        try await session.send(prompt)
        if input.promptsWritten() == [.close] { session.endInput() }
        while let event = try await session.next() {
            try await onMessage(event.message)
            if case .result(let result) = event.message.kind { last = result }
            if input.receive(event.message).contains(.close) { session.endInput() }
        }
        guard let last else { throw AgentError(.cliConnection, "claude ended well but gave no result; ask again") }
        if let failure = last.failure { throw failure }
        return last
    }
}
