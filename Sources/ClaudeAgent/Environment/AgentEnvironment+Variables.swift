import JSON

extension AgentEnvironment {
    /// The version this library reports as `CLAUDE_AGENT_SDK_VERSION`.
    public static let sdkVersion = "0.1.0"

    /// Set unless the options say otherwise.
    static func defaults(_ policy: EnvironmentPolicy) -> [String: String] {
        [
            "CLAUDE_CODE_ENTRYPOINT": "sdk-swift",
            "CLAUDE_CODE_MAX_RETRIES": String(policy.maxRetries),
        ]
    }

    /// Set whatever the options say.
    static func fixed(_ options: AgentOptions, _ policy: EnvironmentPolicy) -> [String: String] {
        var variables = [
            "CLAUDE_CONFIG_DIR": policy.configDirectory,
            "HOME": policy.home,
            "TMPDIR": policy.temporaryDirectory,
            "PWD": policy.workingDirectory,
            "CLAUDE_AGENT_SDK_VERSION": sdkVersion,
            "CLAUDE_CODE_SDK_READS_SESSION_STATE": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
        ]
        if !policy.keepsAutoMemory { variables["CLAUDE_CODE_DISABLE_AUTO_MEMORY"] = "1" }
        if policy.declaresSandbox { variables["IS_SANDBOX"] = "1" }
        if options.enablesFileCheckpointing { variables["CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING"] = "true" }
        variables["CLAUDE_AGENT_SDK_CLIENT_APP"] = options.clientApplication
        if let name = policy.provider.switchName { variables[name] = "1" }
        if case .anthropic(.some(let url)) = policy.provider { variables["ANTHROPIC_BASE_URL"] = url }
        return variables
    }

    /// The trace of this run and what is said about it. An inherited trace context belongs to something else and is never used.
    static func tracing(_ policy: EnvironmentPolicy, _ known: [String: String]) -> [String: String] {
        var variables: [String: String] = [:]
        if !policy.resourceAttributes.isEmpty {
            let own = ResourceAttributes.encode(policy.resourceAttributes)
            variables["OTEL_RESOURCE_ATTRIBUTES"] = known["OTEL_RESOURCE_ATTRIBUTES"].map { $0.isEmpty ? own : "\($0),\(own)" } ?? own
        }
        guard let trace = policy.traceContext else { return variables }
        variables["TRACEPARENT"] = trace.traceParent
        variables["TRACESTATE"] = trace.traceState
        // The CLI sends the context on to a base URL of one's own only when told to (hosting contract D2).
        if case .anthropic(.some) = policy.provider { variables["CLAUDE_CODE_PROPAGATE_TRACEPARENT"] = "1" }
        return variables
    }
}

/// `OTEL_RESOURCE_ATTRIBUTES`: pairs joined by commas, whatever could be mistaken for the format percent-encoded.
enum ResourceAttributes {
    static func encode(_ attributes: [String: String]) -> String {
        attributes.sorted { $0.key < $1.key }.map { "\(encode($0.key))=\(encode($0.value))" }.joined(separator: ",")
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            isPlain(byte) ? String(UnicodeScalar(byte)) : "%" + hexDigits(byte)
        }.joined()
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && ![UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "%"), 0x22, 0x3B, 0x5C].contains(byte)
    }

    private static func hexDigits(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
