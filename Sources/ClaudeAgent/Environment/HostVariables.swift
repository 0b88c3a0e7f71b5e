/// Which variables of the host are handed on. Everything not named here stays behind.
enum HostVariables {
    /// What any program needs, how it reaches the network, and whom it trusts there.
    static let general: [String] = [
        "PATH", "LANG", "TZ",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy", "NODE_USE_ENV_PROXY",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "CLAUDE_CODE_CLIENT_CERT", "CLAUDE_CODE_CLIENT_KEY",
    ]

    /// Limits of the CLI an operator may set for all agents.
    static let limits: [String] = ["API_TIMEOUT_MS", "CLAUDE_CODE_MAX_*", "CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS"]

    /// OpenTelemetry of the CLI (hosting contract D2). `DISABLE_TELEMETRY` is about usage reports to the vendor and leaves these alone.
    static let telemetry: [String] = [
        "OTEL_*", "CLAUDE_CODE_ENABLE_TELEMETRY", "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA", "CLAUDE_CODE_OTEL_*",
        "CLAUDE_CODE_PROPAGATE_TRACEPARENT", "ENABLE_BETA_TRACING_DETAILED", "BETA_TRACING_ENDPOINT",
    ]

    static let exporters = ["OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER", "OTEL_TRACES_EXPORTER"]

    /// The variables of `host` that a pattern names; a `*` at the end of a pattern stands for any rest.
    static func select(_ patterns: [String], from host: [String: String]) -> [String: String] {
        let prefixes = patterns.filter { $0.hasSuffix("*") }.map { $0.dropLast() }
        let names = Set(patterns)
        return host.filter { name, _ in names.contains(name) || prefixes.contains { name.hasPrefix($0) } }
    }
}
