public import EventLoop
public import JSON

/// A live conversation with one `claude` process. It exists inside ``run(_:on:_:)`` and ends with it.
public struct AgentSession: Sendable {
    let core: SessionCore
    let process: AgentProcess
    let supervision: Supervision
    let clock: LoopClock

    /// Starts a process, initialises it, calls `body`, and ends the process with all its descendants, however `body` ends.
    ///
    /// Requests of the CLI (permissions, hooks, MCP) are served from the start, concurrently. When the task is cancelled, or `body`
    /// throws, the running turn is cut off; otherwise the CLI is given the end of its input and the time to write its last lines.
    /// Frames that come after `body` has returned are dropped; ``finish(_:)`` takes them. Handlers are cancelled at the end, and this
    /// returns when the last of them has.
    ///
    /// - Parameters:
    ///   - launch: What to start, and how.
    ///   - loop: Where the process's pipes live.
    ///   - body: The conversation.
    /// - Throws: `AgentError` when the process cannot be started or initialised, with what it wrote to standard error, or what `body`
    ///   throws.
    public static func run<Value: Sendable>(
        _ launch: AgentLaunch,
        on loop: EventLoop,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async throws -> Value {
        let files = PrivateLaunchFiles(launch.options, directory: launch.environment.variables["TMPDIR"])
        let result: Result<Value, any Error>
        do {
            let arguments = try launch.options.arguments(files: try await files.prepare())
            result = try await start(launch, arguments, on: loop, body)
        } catch {
            result = .failure(error)
        }
        await files.remove()
        return try result.get()
    }

    private static func start<Value: Sendable>(
        _ launch: AgentLaunch,
        _ arguments: [String],
        on loop: EventLoop,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async throws -> Result<Value, any Error> {
        let process = try await AgentProcess.start(
            launch.executable,
            arguments: arguments,
            environment: launch.environment,
            workingDirectory: launch.options.workingDirectory,
            supervision: launch.supervision,
            lock: launch.lock,
            loop: loop
        )
        let core = SessionCore(writer: LineWriter(process.input), backlogLimit: launch.supervision.backlogLimit)
        let session = AgentSession(core: core, process: process, supervision: launch.supervision, clock: LoopClock(loop))
        let reader = FrameReader(process: process, core: core, server: RequestServer(launch.options), launch: launch)
        return await session.drive(reader, launch.options, body)
    }

    private func drive<Value: Sendable>(
        _ reader: FrameReader,
        _ options: AgentOptions,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async -> Result<Value, any Error> {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await reader.readToTheEnd() }
            let result = await initializeAndCall(options, body)
            core.mailbox.abandon()
            if case .failure = result { _ = await process.end(.prompt) } else { await endCleanly() }
            group.cancelAll()
            return result
        }
    }

    /// A task that is cancelled meanwhile does not wait for the last lines.
    private func endCleanly() async {
        await withTaskCancellationHandler {
            _ = await process.end(.clean)
        } onCancel: {
            process.hasten()
        }
    }

    private func initializeAndCall<Value: Sendable>(
        _ options: AgentOptions,
        _ body: @Sendable (AgentSession) async throws -> Value
    ) async -> Result<Value, any Error> {
        do {
            try await initialize(options)
        } catch let error as AgentError {
            return .failure(error.atStart(await process.end(.prompt).facts))
        } catch {
            return .failure(error)
        }
        do { return .success(try await body(self)) } catch { return .failure(error) }
    }

    private func initialize(_ options: AgentOptions) async throws {
        let id = try core.send(.initialize(options.initializeRequest()))
        _ = try await answer(to: id, of: "initialize", within: supervision.initializeTimeout)
        guard let capabilities = core.capabilities else { return }
        try capabilities.checkVersion()
        try capabilities.check(HookRegistry(options.hooks))
    }

    /// What the CLI has said about itself.
    public var capabilities: CLICapabilities? { core.capabilities }

    /// The session's id, as the CLI's latest frame has it.
    public var sessionID: String? { core.sessionID }

    /// The pid of the `claude` process; `nil` when it is not known yet.
    public func processID() async -> Int32? { await process.processID() }

    /// Says that no prompt follows: the CLI finishes what it has and exits.
    public func endInput() { core.closeInput() }

    /// Ends the program's turn from outside its input, as a terminal's Ctrl-C does: SIGINT. For sessions whose input is closed.
    public func signalInterrupt() { process.interrupt() }

    /// Asks the CLI anything of protocol section 6 and gives its answer.
    ///
    /// - Throws: `AgentError` with code `controlRequestFailed` when it refuses, `timeout` when it does not answer within
    ///   ``Supervision/requestTimeout``, `inputClosed` after ``endInput()``; `CancellationError`.
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
                core.abandon(id, .unanswered(subtype, limit, isBacklogFull: core.mailbox.isFull))
                return nil
            }
            defer { group.cancelAll() }
            do {
                while let answer = try await group.next() {
                    if let answer { return answer }
                }
            } catch let error as AgentError where error.code == .cancelled {
                throw CancellationError()
            }
            throw CancellationError()
        }
    }
}

extension AgentError {
    static func unanswered(_ subtype: String, _ limit: Duration, isBacklogFull: Bool) -> AgentError {
        let why =
            isBacklogFull
            ? "its answer waits behind messages that nobody takes; take them with next(), or raise Supervision.backlogLimit"
            : "it may hang or be overloaded; start another one"
        return AgentError(.timeout, "claude did not answer \(subtype) within \(limit): \(why)")
    }

    /// A failure before the session began, with what the process wrote to standard error: often the only place that tells why.
    func atStart(_ process: ProcessFailure) -> AgentError {
        let tail = process.standardErrorTail
        guard !tail.isEmpty, !message.contains(tail.drop(while: \.isWhitespace)) else { return self }
        return AgentError(
            code,
            "\(message); it wrote to standard error: \(tail)",
            detail: detail ?? .process(process),
            underlying: underlying
        )
    }
}
