import JSON

/// The whole environment of one agent process, built from names and never inherited (protocol notes 2.2, 17).
public struct AgentEnvironment: Sendable, CustomStringConvertible {
    /// The variables, secrets in clear: for the child process alone.
    public let variables: [String: String]
    private let secretNames: Set<String>
    private let secrets: SecretTexts

    /// Builds the environment.
    ///
    /// - Parameters:
    ///   - host: The host's own environment; only variables known by name are taken from it.
    ///   - options: What the agent asks for.
    ///   - policy: What the host decides.
    /// - Throws: ``AgentError/Code/invalidEnvironment``.
    public init(host: [String: String], options: AgentOptions, policy: EnvironmentPolicy) throws(AgentError) {
        try policy.validate()
        try Self.validate(options.environment)
        var variables = Self.handedOn(host, policy)
        try Self.refuseConsoleExporters(variables)
        variables.merge(Self.defaults(policy)) { _, new in new }
        variables.merge(options.environment) { _, new in new }
        try Self.refuseConsoleExporters(variables)
        variables.merge(Self.fixed(options, policy)) { _, new in new }
        variables.merge(Self.tracing(policy, variables)) { _, new in new }
        let credential = policy.credential?.variable
        if let credential { variables[credential.name] = credential.value.reveal() }
        self.variables = variables
        secretNames = Set(variables.keys.filter(Self.soundsSecret)).union(credential.map { [$0.name] } ?? [])
        var secrets = SecretTexts()
        for (name, value) in variables {
            secrets.add(value, isSecret: secretNames.contains(name))
            if name.uppercased().hasSuffix("HEADERS") { secrets.add(headers: value) }
        }
        if case .named(let servers) = options.mcpServers { servers.values.forEach { secrets.add($0) } }
        for secret in policy.hostSecrets { secrets.add(secret.reveal(), isSecret: true) }
        self.secrets = secrets
    }

    /// `NAME=value` lines in order of names, secrets replaced.
    public var description: String {
        variables.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(secretNames.contains($0.key) ? "<redacted>" : redacting($0.value))" }
            .joined(separator: "\n")
    }

    /// A text with every secret of this environment and of its agent's MCP servers replaced; pass standard error through it before
    /// it is kept or shown.
    public func redacting(_ text: String) -> String { secrets.redacting(text) }
}

extension AgentEnvironment {
    private static func handedOn(_ host: [String: String], _ policy: EnvironmentPolicy) -> [String: String] {
        var patterns = HostVariables.general + HostVariables.limits + policy.provider.hostVariables + policy.additionalHostVariables
        if policy.handsOnTelemetry { patterns += HostVariables.telemetry }
        return HostVariables.select(patterns, from: host).filter { !isOwned($0.key) }
    }

    private static let secretWords = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "HEADERS", "CREDENTIAL", "AUTHORIZATION"]
        .map { Array($0.utf8) }

    /// Byte by byte: searching strings for strings cost more than the rest of the environment together.
    private static func soundsSecret(_ name: String) -> Bool {
        let upper = name.utf8.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 }
        if secretWords.contains(where: { holds(upper, $0) }) { return true }
        return upper.suffix(6).elementsEqual("_PROXY".utf8) && !upper.elementsEqual("NO_PROXY".utf8)
    }

    private static func holds(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0...].starts(with: word) }
    }
}
