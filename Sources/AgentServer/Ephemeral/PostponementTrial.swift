internal import ClaudeAgent
public import Domain
public import EventLoop
internal import JSON

/// Tries on the CLI itself whether a call may be put off: its turn ends without it, and a process that resumes asks about it again.
///
/// The CLI does not say so, and its version says it of the programs that were tried before. It takes two processes and about a second; no tool
/// runs.
public struct PostponementTrial: Sendable {
    private let plan: AgentPlan
    private let runtime: AgentRuntime

    private static let limit = Duration.seconds(60)
    private static let tool = "wait"

    /// A trial of a runtime's program.
    ///
    /// - Parameter runtime: Its model does what `[[tool:…]]` in a prompt says (docs/model-stub.md).
    /// - Throws: `DefinitionError`.
    public init(_ runtime: AgentRuntime) throws(DefinitionError) {
        let tools: [AgentTool] = [.custom(name: Self.tool, description: "Waits.", inputSchema: ["type": "object"])]
        let definition = AgentDefinition(name: "trial", tools: tools)
        plan = try AgentPlan(definition, AgentSupply(answersCalls: true), runtime: runtime, limits: TurnLimits())
        self.runtime = runtime
    }

    /// Whether it may.
    ///
    /// - Throws: `AgentError` when the program cannot be driven at all, `ServerError` when it takes a minute or there is no place for its
    ///   files, `CancellationError`.
    public func run(on loop: EventLoop) async throws -> Bool {
        let temporary = runtime.hostEnvironment["TMPDIR"]
        let scratch = try await BlockingExecutor.shared.run { try ScratchFolder.forProcesses(in: temporary) }
        let result: Result<Bool, any Error>
        do { result = .success(try await inTime(loop) { try await attempt(scratch.path, loop) }) } catch { result = .failure(error) }
        await BlockingExecutor.shared.perform { scratch.remove() }
        return try result.get()
    }

    private func inTime(_ loop: EventLoop, _ body: @escaping @Sendable () async throws -> Bool) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask(executorPreference: loop) { try await body() }
            tasks.addTask {
                try await LoopClock(loop).sleep(for: Self.limit)
                throw ServerError(.turnTimedOut, "claude did not end a trial turn within a minute; try it with: roost doctor")
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? false
        }
    }

    private func attempt(_ base: String, _ loop: EventLoop) async throws -> Bool {
        let folders = LaunchFolders(
            configuration: "\(base)/config",
            workspace: "\(base)/work",
            home: "\(base)/home",
            temporary: "\(base)/t"
        )
        try await BlockingExecutor.shared.run {
            for path in [folders.configuration, folders.workspace, folders.home, folders.temporary] { try Files.makePrivateFolder(path) }
        }
        guard let (session, call) = try await putOff(folders, loop) else { return false }
        return try await isAskedAgain(session, call, folders, loop)
    }

    /// The session whose turn has ended without its call, and the call.
    private func putOff(_ folders: LaunchFolders, _ loop: EventLoop) async throws -> (session: String, call: String)? {
        let owner = TrialOwner(.deferred())
        let name = "mcp__\(plan.catalogue.customServer)__\(plan.catalogue.customTools.first?.wireName ?? Self.tool)"
        let session = try await AgentSession.run(try launch(.new, folders, owner), on: loop) { session -> String? in
            let outcome = try await session.turn("[[tool:\(name) {}]]")
            return outcome.answers.last?.result.terminalReason == .toolDeferred ? session.sessionID : nil
        }
        guard let session, let call = owner.asked.first, owner.asked.count == 1 else { return nil }
        return (session, call)
    }

    private func isAskedAgain(_ id: String, _ call: String, _ folders: LaunchFolders, _ loop: EventLoop) async throws -> Bool {
        let owner = TrialOwner(.deny("This was a trial."))
        return try await AgentSession.run(try launch(.resume(id), folders, owner), on: loop) { session in
            // One that does not begin by itself has forgotten the call, and would be waited for in vain.
            guard session.capabilities?.sessionState == .running else { return false }
            while let event = try await session.next(), event.endedTurn == nil {}
            return owner.asked == [call]
        }
    }

    private func launch(_ start: SessionStart, _ folders: LaunchFolders, _ owner: TrialOwner) throws -> AgentLaunch {
        let desk = CallDesk(plan.catalogue)
        desk.belong(to: owner)
        return try plan.launch(start, in: folders, runtime: runtime, trace: nil, desk: desk)
    }
}
