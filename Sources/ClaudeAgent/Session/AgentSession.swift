public import EventLoop
public import JSON

/// A live conversation with one `claude` process. It exists inside ``run(_:on:_:)`` and ends with it.
public struct AgentSession: Sendable {
    let core: SessionCore
    private let process: AgentProcess
    private let supervision: Supervision
    private let clock: any Clock<Duration>

    /// Starts a process, initialises it, calls `body`, and ends the process with all its descendants, however `body` ends.
    ///
    /// Requests of the CLI (permissions, hooks, MCP) are served from the start, concurrently. When the task is cancelled, or `body`
    /// throws, the running turn is cut off; otherwise the CLI is given the end of its input and the time to write its last lines.
    ///
    /// - Parameter loop: Where the process's pipes live.
    /// - Throws: `AgentError` when the process cannot be started or initialised, or what `body` throws.
    public static func run<Value: Sendable>(
        _ launch: AgentLaunch,
        on loop: EventLoop,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async throws -> Value {
        let files = PrivateLaunchFiles(launch.options, directory: launch.environment.variables["TMPDIR"])
        let arguments = try launch.options.arguments(files: try await files.prepare())
        let process = try await AgentProcess.start(
            launch.executable,
            arguments: arguments,
            environment: launch.environment,
            workingDirectory: launch.options.workingDirectory,
            supervision: launch.supervision,
            loop: loop
        )
        let core = SessionCore(input: process.input)
        let session = AgentSession(core: core, process: process, supervision: launch.supervision, clock: LoopClock(loop))
        let reader = FrameReader(process: process, core: core, server: RequestServer(launch.options), launch: launch)
        let result = await session.drive(reader, launch.options, body)
        await files.remove()
        return try result.get()
    }

    private func drive<Value: Sendable>(
        _ reader: FrameReader,
        _ options: AgentOptions,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async -> Result<Value, any Error> {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await reader.readToTheEnd() }
            let result: Result<Value, any Error>
            do {
                try await initialize(options)
                result = .success(try await body(self))
            } catch {
                result = .failure(error)
            }
            core.mailbox.abandon()
            if case .failure = result { _ = await process.end(.prompt) } else { _ = await process.end(.clean) }
            group.cancelAll()
            return result
        }
    }

    private func initialize(_ options: AgentOptions) async throws {
        let id = try core.send(.initialize(options.initializeRequest()))
        _ = try await answer(to: id, of: "initialize", within: supervision.initializeTimeout)
        guard let capabilities = core.capabilities else { return }
        try capabilities.checkVersion()
        try capabilities.check(HookRegistry(options.hooks))
    }

    // MARK: - Conversation

    /// What the CLI has said about itself.
    public var capabilities: CLICapabilities? { core.capabilities }

    /// The session's id, as the CLI's latest frame has it.
    public var sessionID: String? { core.sessionID }

    /// Sends a prompt. It may be sent while a turn runs; the CLI then queues it or takes it into that turn.
    ///
    /// - Returns: The prompt's uuid, by which results name it.
    /// - Throws: `AgentError` with code `inputClosed` after `endInput` or when the process is gone.
    @discardableResult
    public func send(_ prompt: UserPrompt) async throws -> String {
        var prompt = prompt
        let uuid = prompt.uuid ?? UUIDText.random()
        prompt.uuid = uuid
        core.note(prompt: uuid)
        do {
            try await process.input.write(OutboundFrame.line(prompt.frame))
        } catch let error as IOError {
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
    /// - Parameter limit: How long the turn may take; `nil` sets no bound but the agent's own.
    /// - Throws: What `next` and `onEvent` throw; `AgentError` when the process ends before the turn does, or the time is over.
    public func turn(
        _ prompt: UserPrompt,
        within limit: Duration? = nil,
        _ onEvent: @escaping @Sendable (SessionEvent) async throws -> Void = { _ in }
    ) async throws -> TurnOutcome {
        let uuid = try await send(prompt)
        guard let limit else { return try await follow(uuid, onEvent) }
        return try await withThrowingTaskGroup(of: TurnOutcome.self) { group in
            group.addTask { try await follow(uuid, onEvent) }
            group.addTask {
                try await clock.sleep(for: limit)
                throw AgentError(.timeout, "the turn took longer than \(limit), its limit; ask for less at once")
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() else { throw CancellationError() }
            return outcome
        }
    }

    private func follow(_ uuid: String, _ onEvent: @escaping @Sendable (SessionEvent) async throws -> Void) async throws -> TurnOutcome {
        while let event = try await next() {
            try await onEvent(event)
            if let outcome = event.endedTurn, outcome.prompts.contains(uuid) { return outcome }
        }
        throw AgentError(.cliConnection, "the agent process ended before it had answered")
    }

    /// Says that no prompt follows: the CLI finishes what it has and exits.
    public func endInput() {
        core.closeInput()
        process.input.closeWhenDrained()
    }

    /// Ends the program's turn from outside its input, as a terminal's Ctrl-C does: SIGINT. For sessions whose input is closed.
    public func signalInterrupt() { process.interrupt() }

    // MARK: - Control requests

    /// Asks the CLI anything of protocol section 6 and gives its answer.
    ///
    /// - Throws: `AgentError` with code `controlRequestFailed` when it refuses, `timeout` when it does not answer.
    @discardableResult
    public func request(_ request: ControlRequest) async throws -> JSONObject {
        let id = try core.send(request)
        return try await answer(to: id, of: request.subtype, within: supervision.requestTimeout)
    }

    private func answer(to id: String, of subtype: String, within limit: Duration) async throws -> JSONObject {
        try await withThrowingTaskGroup(of: JSONObject?.self) { group in
            group.addTask { try await core.answer(to: id) }
            group.addTask {
                try await clock.sleep(for: limit)
                core.abandon(id, AgentError(.timeout, "claude did not answer \(subtype) within \(limit); it may hang or be overloaded"))
                return nil
            }
            defer { group.cancelAll() }
            while let answer = try await group.next() {
                if let answer { return answer }
            }
            throw CancellationError()
        }
    }
}
