internal import ClaudeAgent
internal import Domain

extension AgentPlan {
    /// What one agent may do at once, where the operator says nothing else. The last one holds for answers that are not streamed alone (CLI
    /// 2.1.327): of a streamed one, all calls run at once that may run beside each other.
    private static let caps = [
        "CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS": "8", "CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH": "2",
        "CLAUDE_CODE_MAX_TOOL_USE_CONCURRENCY": "8",
    ]

    /// What to start for one conversation in these folders.
    ///
    /// - Parameter desk: Where its questions are answered.
    /// - Throws: `AgentError` when the environment cannot be built.
    func launch(
        _ start: SessionStart,
        in folders: LaunchFolders,
        runtime: AgentRuntime,
        trace: TraceContext?,
        desk: CallDesk? = nil
    ) throws(AgentError) -> AgentLaunch {
        var options = options
        desk?.attend(&options, definition)
        options.start = start
        options.workingDirectory = folders.workspace
        options.guardConfiguration(folders.configuration)
        var policy = EnvironmentPolicy(
            configDirectory: folders.configuration,
            home: folders.home,
            temporaryDirectory: folders.temporary,
            workingDirectory: folders.workspace
        )
        policy.credential = runtime.credential
        policy.provider = runtime.provider
        policy.maxRetries = runtime.maxRetries
        policy.traceContext = trace
        policy.hostSecrets = runtime.hostSecrets
        policy.declaresSandbox = runtime.isolation == .container
        let environment = try AgentEnvironment(
            host: Self.caps.merging(runtime.hostEnvironment) { _, given in given },
            options: options,
            policy: policy
        )
        return AgentLaunch(executable: runtime.claude, options: options, environment: environment, supervision: runtime.supervision)
    }
}
