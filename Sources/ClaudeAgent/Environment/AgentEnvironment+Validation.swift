import JSON

extension AgentEnvironment {
    /// Names that this library alone sets, or that must never reach an agent.
    private static let owned: Set<String> = [
        "CLAUDECODE", "CLAUDE_CONFIG_DIR", "HOME", "TMPDIR", "PWD", "TRACEPARENT", "TRACESTATE", "ANTHROPIC_BASE_URL",
        "CLAUDE_AGENT_SDK_VERSION", "CLAUDE_AGENT_SDK_CLIENT_APP", "CLAUDE_AGENT_SDK_DERIVED_CLIENT_APP",
        "CLAUDE_CODE_SDK_READS_SESSION_STATE",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING", "IS_SANDBOX",
        "CLAUDE_CODE_DISABLE_AUTO_MEMORY", "CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING", "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX",
        "CLAUDE_CODE_USE_FOUNDRY",
    ]

    static func isOwned(_ name: String) -> Bool {
        owned.contains(name) || Credential.names.contains(name)
    }

    static func validate(_ given: [String: String]) throws(AgentError) {
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !name.utf8.contains(0), !value.utf8.contains(0) else {
                throw AgentError(
                    .invalidEnvironment,
                    "variable '\(name.prefix(64))': names and values hold no NUL, names no '='; correct it"
                )
            }
            guard !isOwned(name) else {
                throw AgentError(
                    .invalidEnvironment,
                    "variable \(name) has a property of its own in EnvironmentPolicy or AgentOptions; set that"
                )
            }
        }
    }

    /// A console exporter writes to standard output, which carries the protocol (hosting contract D2).
    static func refuseConsoleExporters(_ variables: [String: String]) throws(AgentError) {
        for name in HostVariables.exporters {
            let exporters = (variables[name] ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard exporters.contains("console") else { continue }
            throw AgentError(.invalidEnvironment, "\(name) names the console, which would write into the protocol; use otlp or none")
        }
    }
}

extension EnvironmentPolicy {
    func validate() throws(AgentError) {
        let folders = [
            ("configDirectory", configDirectory), ("home", home), ("temporaryDirectory", temporaryDirectory),
            ("workingDirectory", workingDirectory),
        ]
        for (name, path) in folders where !path.hasPrefix("/") || path.utf8.contains(0) {
            throw AgentError(.invalidEnvironment, "\(name) '\(path.prefix(256))' is not an absolute path; give one")
        }
        if let name = additionalHostVariables.first(where: AgentEnvironment.isOwned) {
            throw AgentError(
                .invalidEnvironment,
                "variable \(name) is never handed on from the host; set it where it has a property of its own"
            )
        }
        guard maxRetries >= 0 else {
            throw AgentError(.invalidEnvironment, "maxRetries \(maxRetries) is below 0; give 0 for no retry")
        }
        if let value = credential?.variable.value.reveal() {
            guard !value.isEmpty, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw AgentError(
                    .invalidEnvironment,
                    "the credential is empty or holds characters no key has; check where it was read from"
                )
            }
        }
        if case .anthropic(.some(let url)) = provider, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            throw AgentError(.invalidEnvironment, "the base URL does not begin with http:// or https://; give the whole URL")
        }
    }
}
