internal import ClaudeAgent
internal import Domain

extension AgentPlan {
    /// What to start for one conversation in these folders.
    ///
    /// - Throws: `AgentError` when the environment cannot be built.
    func launch(
        _ start: SessionStart,
        in folders: LaunchFolders,
        runtime: AgentRuntime,
        trace: TraceContext?
    ) throws(AgentError) -> AgentLaunch {
        var options = options
        options.start = start
        options.workingDirectory = folders.workspace
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
        let environment = try AgentEnvironment(host: runtime.hostEnvironment, options: options, policy: policy)
        return AgentLaunch(executable: runtime.claude, options: options, environment: environment, supervision: runtime.supervision)
    }
}
