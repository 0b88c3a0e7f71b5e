public import AgentServer
internal import ClaudeAgent
public import Domain
public import EventLoop

/// Turns settings into an agent and the means to run it.
public struct AgentSetup: Sendable {
    private let values: SettingValues

    /// A set-up by `invocation`.
    public init(_ invocation: Invocation) { values = invocation.values }

    /// The agent of `--agent`, else `standard`. Blocks for a small read.
    public func agent(standard: AgentDefinition) throws(CommandError) -> AgentDefinition {
        guard let path = values.text(.agent) else { return standard }
        return try AgentFile.read(path)
    }

    /// Bounds of one turn.
    public func limits() throws(CommandError) -> TurnLimits {
        var limits = TurnLimits()
        if let steps = try values.number(.maxSteps, 1...1000) { limits.maxSteps = steps }
        if let time = try values.duration(.wallClock, .seconds(1)...(.seconds(86_400))) { limits.wallClock = time }
        let cost = try values.value(.maxCost, "an amount of dollars above 0, such as 1.50") { text in
            USD(text).flatMap { $0.microdollars > 0 ? $0 : nil }
        }
        if let cost { limits.maxCost = cost }
        return limits
    }

    /// How agent processes are made. Finds the CLI and checks its version.
    ///
    /// - Parameter offline: the offline model's base URL; the environment decides without one.
    /// - Throws: `CommandError` when a program or the credential is missing, or the CLI is too old.
    public func runtime(offline: String?, on loop: EventLoop) async throws -> AgentRuntime {
        let values = values
        let (cli, guardian, access) = try await BlockingExecutor.shared.run {
            // The credential first: of all that may be missing it is what a person has to get.
            let access = try offline.map(ModelAccess.offline) ?? ModelAccess.read(values)
            let guardian = try ProgramSearch.guardian(values, beside: try ProgramSearch.ownPath())
            return (try CLIProgram.locate(values), guardian, access)
        }
        let version = try await cli.rememberedVersion(on: loop, environment: values.environment)
        try cli.check(version)
        var runtime = AgentRuntime(claude: cli.path, guardian: guardian, hostEnvironment: hostEnvironment(isOffline: offline != nil))
        runtime.claudeVersion = "\(version)"
        runtime.provider = access.provider
        runtime.credential = access.credential
        if let model = try model() { runtime.defaultModel = model }
        if let line = try maxLine() { runtime.supervision.lineLimit = line }
        if let isolation = try isolation() { runtime.isolation = isolation }
        return runtime
    }

    private func model() throws(CommandError) -> String? {
        // A dash in front could be taken for a flag by the CLI.
        try values.value(.model, "a model's id, such as claude-sonnet-4-6") { text in
            text.utf8.count <= 256 && !text.hasPrefix("-") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
        }
    }

    private func maxLine() throws(CommandError) -> Int? {
        try values.value(.maxLine, "a number of bytes from 64K to 1024M") { text in
            ValueText.bytes(text).flatMap { (65_536...1_073_741_824).contains($0) ? $0 : nil }
        }
    }

    private func isolation() throws(CommandError) -> Isolation? {
        try values.value(.isolation, "none or container") { text in Isolation(rawValue: text).flatMap { $0 == .unnamed ? nil : $0 } }
    }

    /// A proxy would be asked for the offline model, which only this machine can reach.
    private func hostEnvironment(isOffline: Bool) -> [String: String] {
        guard isOffline else { return values.environment }
        let proxies: Set = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "NODE_USE_ENV_PROXY"]
        return values.environment.filter { !proxies.contains($0.key) }
    }
}

extension ModelAccess {
    /// The offline model at `baseURL`, with a key that opens nothing.
    public static func offline(_ baseURL: String) -> ModelAccess {
        ModelAccess(provider: .anthropic(baseURL: baseURL), credential: .apiKey(Secret(offlineKey)), origin: "--model-stub")
    }

    /// The key shown to the offline model.
    public static let offlineKey = "sk-ant-offline"
}
