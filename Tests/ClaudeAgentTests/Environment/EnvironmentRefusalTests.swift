import ClaudeAgent
import Testing

private let basePolicy = EnvironmentPolicy(configDirectory: "/c", home: "/h", temporaryDirectory: "/t", workingDirectory: "/w")

@Suite struct EnvironmentRefusalTests {
    @Test(arguments: ["OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER", "OTEL_TRACES_EXPORTER"], ["console", "otlp, Console"])
    func consoleExportersAreRefused(_ name: String, _ value: String) {
        let error = #expect(throws: AgentError.self) {
            try AgentEnvironment(host: [name: value], options: AgentOptions(), policy: basePolicy)
        }
        #expect(error?.code == .invalidEnvironment && error?.message.contains(name) == true)
        var options = AgentOptions()
        options.environment = [name: value]
        #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: options, policy: basePolicy) }
    }

    @Test func aConsoleExporterNobodyHandsOnDoesNoHarm() throws {
        var policy = basePolicy
        policy.handsOnTelemetry = false
        let environment = try AgentEnvironment(host: ["OTEL_LOGS_EXPORTER": "console"], options: AgentOptions(), policy: policy)
        #expect(environment.variables["OTEL_LOGS_EXPORTER"] == nil)
    }

    @Test(arguments: [
        "CLAUDECODE", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_BASE_URL", "CLAUDE_CONFIG_DIR",
        "HOME",
        "TMPDIR", "PWD", "TRACEPARENT", "CLAUDE_AGENT_SDK_VERSION", "DISABLE_TELEMETRY", "IS_SANDBOX", "", "A=B", "A\u{0}",
    ])
    func optionsCannotSetWhatIsDecidedElsewhere(_ name: String) {
        var options = AgentOptions()
        options.environment = [name: "canary"]
        let error = #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: options, policy: basePolicy) }
        #expect(error?.code == .invalidEnvironment && error?.message.contains("canary") == false)
    }

    @Test(arguments: ["ANTHROPIC_API_KEY", "CLAUDECODE", "TRACEPARENT"]) func theHostCannotHandThemOnEither(_ name: String) {
        var policy = basePolicy
        policy.additionalHostVariables = [name]
        #expect(throws: AgentError.self) { try AgentEnvironment(host: [name: "x"], options: AgentOptions(), policy: policy) }
    }

    @Test func aPatternBringsNoCredentialAlong() throws {
        var policy = basePolicy
        policy.additionalHostVariables = ["ANTHROPIC_*", "CLAUDE*"]
        let host = ["ANTHROPIC_API_KEY": "x", "ANTHROPIC_MODEL": "opus", "CLAUDE_CODE_OAUTH_TOKEN": "x", "CLAUDECODE": "1"]
        let variables = try AgentEnvironment(host: host, options: AgentOptions(), policy: policy).variables
        #expect(variables["ANTHROPIC_MODEL"] == "opus")
        #expect(!variables.values.contains("x") && variables["CLAUDECODE"] == nil)
    }

    @Test func foldersMustBeAbsolute() {
        for path in [\EnvironmentPolicy.configDirectory, \.home, \.temporaryDirectory, \.workingDirectory] {
            for bad in ["", "relative", "~/x", "/a\u{0}"] {
                var policy = basePolicy
                policy[keyPath: path] = bad
                #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: AgentOptions(), policy: policy) }
            }
        }
    }

    @Test(arguments: ["", "a b", "key\n"]) func aCredentialThatCannotBeOneIsRefusedWithoutBeingShown(_ value: String) {
        var policy = basePolicy
        policy.credential = .apiKey(Secret(value))
        let error = #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: AgentOptions(), policy: policy) }
        #expect(error?.code == .invalidEnvironment)
    }

    @Test func numbersAndURLsMustBePossible() {
        var policy = basePolicy
        policy.maxRetries = -1
        #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: AgentOptions(), policy: policy) }
        policy = basePolicy
        policy.provider = .anthropic(baseURL: "api.example")
        #expect(throws: AgentError.self) { try AgentEnvironment(host: [:], options: AgentOptions(), policy: policy) }
    }
}
