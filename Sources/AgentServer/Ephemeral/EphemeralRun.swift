public import ClaudeAgent
public import Domain
public import EventLoop
internal import Synchronization
internal import Telemetry

/// Prompts to one agent in one live process, in folders that are gone afterwards.
public struct EphemeralRun: Sendable {
    private let plan: AgentPlan
    private let runtime: AgentRuntime
    private let limits: TurnLimits

    /// Checks that the agent may run here.
    ///
    /// - Throws: `DefinitionError` naming the part that may not.
    public init(agent: AgentDefinition, runtime: AgentRuntime, limits: TurnLimits) throws(DefinitionError) {
        var runtime = runtime
        runtime.hostSecrets += runtime.credential.map { [$0.secret] } ?? []
        plan = try AgentPlan(agent, runtime: runtime, limits: limits, isServed: false)
        self.runtime = runtime
        self.limits = limits
    }

    /// Asks each prompt that `nextPrompt` gives, until it gives `nil`, and calls `onMessage` for each frame.
    ///
    /// - Parameter workspace: The working directory of the agent's tools.
    /// - Returns: The result of each turn.
    /// - Throws: `AgentError` when a turn fails, `ServerError` when one takes too long, and what the callbacks throw.
    public func run(
        on loop: EventLoop,
        group: EventLoopGroup,
        workspace: String,
        nextPrompt: @escaping @Sendable () async throws -> String?,
        onMessage: @escaping @Sendable (AgentMessage) async throws -> Void
    ) async throws -> [ResultMessage] {
        let temporary = runtime.hostEnvironment["TMPDIR"]
        let scratch = try await BlockingExecutor.shared.run { try ScratchFolder.forProcesses(in: temporary) }
        let base = scratch.path
        let folders = LaunchFolders(configuration: "\(base)/config", workspace: workspace, home: "\(base)/home", temporary: "\(base)/t")
        let result: Result<[ResultMessage], any Error>
        do {
            try await BlockingExecutor.shared.run {
                for path in [folders.configuration, folders.home, folders.temporary] { try Files.makePrivateFolder(path) }
            }
            result = .success(
                try await ModelGate.run(runtime, group: group, log: .none) { gate in
                    try await converse(folders, gate, loop, nextPrompt, onMessage)
                }
            )
        } catch {
            result = .failure(error)
        }
        await BlockingExecutor.shared.perform { scratch.remove() }
        return try result.get()
    }

    private func converse(
        _ folders: LaunchFolders,
        _ gate: ModelGate,
        _ loop: EventLoop,
        _ nextPrompt: @Sendable () async throws -> String?,
        _ onMessage: @escaping @Sendable (AgentMessage) async throws -> Void
    ) async throws -> [ResultMessage] {
        let key = gate.issue()
        defer { gate.revoke(key) }
        if let name = SessionID("run") { gate.bind(key, to: name) }
        let launch = try plan.launch(.new, in: folders, runtime: gate.runtime(runtime, with: key), trace: nil)
        return try await AgentSession.run(launch, on: loop) { session in
            var results: [ResultMessage] = []
            while let prompt = try await nextPrompt() {
                var question = UserPrompt(prompt)
                question.isVerbatim = true
                gate.allow(key, limits.maxCost)
                let credential = Mutex(CredentialWatch())
                let outcome = try await session.turn(question, within: limits.wallClock) { event in
                    try await onMessage(event.message)
                    try credential.withLock { watch throws(ServerError) in try watch.receive(event.message) }
                }
                if let failure = outcome.failure { throw failure }
                guard !outcome.answers.isEmpty else {
                    throw ServerError(.noResult, "the agent process ended the turn without a result; ask again")
                }
                results += outcome.answers.map(\.result)
            }
            return results
        }
    }
}
