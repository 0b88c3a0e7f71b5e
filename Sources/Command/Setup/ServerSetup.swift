public import AgentServer
internal import ClaudeAgent
internal import Domain
public import EventLoop
public import Telemetry

/// Turns settings into a server's configuration.
public struct ServerSetup: Sendable {
    private let values: SettingValues
    private let isImage: Bool
    private let listen: ListenSetting
    private let agent: AgentSetup

    /// A set-up by `invocation`.
    public init(_ invocation: Invocation) {
        values = invocation.values
        isImage = invocation.isImage
        listen = ListenSetting(invocation)
        agent = AgentSetup(invocation)
    }

    /// Reads what can be read without a program or a key: wrong settings are told before anything is started. Blocks for small reads.
    ///
    /// - Throws: `CommandError` naming the setting.
    public func configuration(workingDirectory: String) throws(CommandError) -> ServerConfiguration {
        let folder = try DataFolder.locate(values, isImage: isImage, workingDirectory: workingDirectory)
        var configuration = ServerConfiguration(dataRoot: folder, runtime: AgentRuntime(claude: "", guardian: "", hostEnvironment: [:]))
        configuration.version = ProgramVersion.current
        configuration.listen = try listen.addresses()
        configuration.agent = try agent.agent(standard: ResearchAgent.served)
        configuration.limits = try agent.limits()
        let sizing = try Sizing(ceiling: values.processMemory())
        configuration.processMemory = sizing.ceiling
        configuration.maxAgents = try values.number(.maxAgents, 1...1000) ?? sizing.agents(in: MachineMemory.read().total)
        configuration.authToken = try agentToken()
        try readBounds(into: &configuration)
        configuration.allowedHosts = values.list(.allowedHost)
        configuration.allowedOrigins = try origins()
        configuration.managedAgents = try managedAgents() ?? (isContractAlone(configuration) ? .off : .on)
        configuration.vaultKeyFile = values.text(.vaultKeyFile)
        try readLives(into: &configuration)
        return configuration
    }

    /// Finds the programs and the credential.
    public func runtime(offline: String?, on loop: EventLoop) async throws -> AgentRuntime {
        try await agent.runtime(offline: offline, on: loop)
    }

    /// Whether the CLI can put calls off, tried once for each program and data folder.
    public func canPostpone(_ group: EventLoopGroup, _ configuration: ServerConfiguration) async throws -> Bool {
        try await agent.canPostpone(group, claude: configuration.runtime.claude, data: configuration.dataRoot)
    }

    /// Where log lines go and which of them.
    public func logger() throws(CommandError) -> Logger {
        let levels = LogLevel.allCases.map(\.name).joined(separator: ", ")
        let level = try values.value(.logLevel, "one of \(levels)") { LogLevel($0) } ?? .info
        let format = try values.value(.logFormat, "text or json") { LogSink.Format(rawValue: $0) } ?? .text
        return LogSink(format: format).logger(threshold: level)
    }

    /// An empty token is a slip, and taking it for none would open the server to everybody.
    private func agentToken() throws(CommandError) -> Secret? {
        let token = try SecretReader(environment: values.environment).read(.agentToken)
        guard token == nil, let name = Setting.agentToken.variables.first(where: { values.environment[$0] != nil }) else { return token }
        throw CommandError(
            .configuration,
            "\(name) is set but empty, which would leave /sessions open to everybody; give it a value, or unset it if that is what you want"
        )
    }

    /// `nil` leaves it to the place.
    private func managedAgents() throws(CommandError) -> ManagedAgentsMode? {
        let words = ["auto"] + ManagedAgentsMode.allCases.map(\.rawValue)
        let word = try values.value(.managedAgents, "one of \(words.joined(separator: ", "))") { words.contains($0) ? $0 : nil }
        return word.flatMap(ManagedAgentsMode.init)
    }

    /// Whether nobody has said if `/v1` is wanted, where it may not be served: a container without a token is for the contract alone.
    public func isContractAlone(_ configuration: ServerConfiguration) -> Bool {
        isImage && (values.text(.managedAgents) ?? "auto") == "auto" && configuration.authToken == nil
            && !configuration.listen.allSatisfy(\.isLoopback)
    }

    private func readBounds(into configuration: inout ServerConfiguration) throws(CommandError) {
        if let depth = try values.number(.queue, 0...1000) { configuration.queueDepth = depth }
        if let limit = try values.number(.waiting, 0...10_000) { configuration.waitingLimit = limit }
        if let limit = try values.number(.maxSessions, 1...100_000_000) { configuration.maxSessions = limit }
        configuration.keepFor = try values.duration(.keepFor, .seconds(60)...(.seconds(36_500 * 86_400)))
        configuration.keepBytes = try values.size(.keepBytes)
        if let time = try values.duration(.heartbeat, .seconds(1)...(.seconds(3600))) { configuration.heartbeat = time }
        if let time = try values.duration(.drain, .zero...(.seconds(3600))) { configuration.drain = time }
    }

    private func readLives(into configuration: inout ServerConfiguration) throws(CommandError) {
        let policies = BusyPolicy.allCases.map(\.rawValue).joined(separator: ", ")
        configuration.spares = try values.number(.spares, 0...64) ?? 1
        if let time = try values.duration(.idle, .zero...(.seconds(7 * 86400))) { configuration.idleTime = time }
        if let time = try values.duration(.processAge, .seconds(1)...(.seconds(30 * 86400))) { configuration.processAge = time }
        configuration.idleMemory = try values.size(.idleMemory)
        configuration.sessionLimits.cost = try values.value(.maxSessionCost, "an amount of dollars above 0, such as 20") { text in
            USD(text).flatMap { $0.microdollars > 0 ? $0 : nil }
        }
        configuration.sessionLimits.turns = try values.number(.maxSessionTurns, 1...1_000_000)
        configuration.sessionLimits.time = try values.duration(.maxSessionTime, .seconds(1)...(.seconds(3650 * 86400)))
        configuration.admin = try admin()
        if let policy = try values.value(.whenBusy, "one of \(policies)", { BusyPolicy(rawValue: $0) }) { configuration.whenBusy = policy }
        if let time = try values.duration(.absence, .seconds(1)...(.seconds(86400))) { configuration.absence = time }
        if let time = try values.duration(.hold, .zero...(.seconds(86400))) { configuration.hold = time }
        let ways = ["continue": false, "cancel": true]
        if try values.value(.onDisconnect, "continue or cancel", { ways[$0] }) == true { configuration.absence = .zero }
    }

    private func admin() throws(CommandError) -> AdminAddress? {
        guard let given = values.text(.admin) else { return AdminAddress(.ipv4(host: "127.0.0.1", port: 9464), isAskedFor: false) }
        guard given != "off" else { return nil }
        let address = try values.value(.admin, "\(ListenAddress.expected), or off") { ListenAddress.parse($0, host: "127.0.0.1") }
        return address.map { AdminAddress($0, isAskedFor: true) }
    }

    private func origins() throws(CommandError) -> [String] {
        for given in values.given(.corsOrigin) {
            let parts = given.text.split(separator: "/", omittingEmptySubsequences: false)
            let isOrigin = parts.count == 3 && ["http:", "https:"].contains(parts[0]) && parts[1].isEmpty && !parts[2].isEmpty
            guard isOrigin else { throw given.refuse("an origin without a path, such as https://app.example") }
        }
        return values.list(.corsOrigin)
    }
}
