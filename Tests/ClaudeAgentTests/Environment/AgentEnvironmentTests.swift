import ClaudeAgent
import Testing

private let host = [
    "PATH": "/bin", "LANG": "C.UTF-8", "TZ": "UTC", "LC_ALL": "de_DE", "EDITOR": "vi", "HOME": "/root", "TMPDIR": "/host", "PWD": "/",
    "CLAUDECODE": "1", "CLAUDE_CONFIG_DIR": "/root/.claude", "ANTHROPIC_API_KEY": "host-key", "ANTHROPIC_AUTH_TOKEN": "host-token",
    "CLAUDE_CODE_OAUTH_TOKEN": "host-oauth", "ANTHROPIC_BASE_URL": "http://host", "TRACEPARENT": "stale", "TRACESTATE": "stale",
    "LD_PRELOAD": "/evil.so", "NODE_OPTIONS": "--require /evil.js", "AWS_SECRET_ACCESS_KEY": "aws",
    "GOOGLE_APPLICATION_CREDENTIALS": "/gcp",
    "ANTHROPIC_FOUNDRY_API_KEY": "foundry", "CLAUDE_CODE_USE_BEDROCK": "1", "DATABASE_URL": "postgres://u:p@h", "DISABLE_TELEMETRY": "0",
    "https_proxy": "http://proxy", "NO_PROXY": "localhost", "SSL_CERT_FILE": "/ca", "NODE_EXTRA_CA_CERTS": "/extra",
    "API_TIMEOUT_MS": "5", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "100", "CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS": "9",
    "OTEL_METRICS_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
    "CLAUDE_CODE_ENTRYPOINT": "cli", "CLAUDE_CODE_MAX_RETRIES": "99",
]

private let basePolicy = EnvironmentPolicy(configDirectory: "/c", home: "/h", temporaryDirectory: "/t", workingDirectory: "/w")

@Suite struct AgentEnvironmentTests {
    @Test func holdsExactlyWhatIsNamed() throws {
        let environment = try AgentEnvironment(host: host, options: AgentOptions(), policy: basePolicy)
        #expect(
            environment.variables == [
                "PATH": "/bin", "LANG": "C.UTF-8", "TZ": "UTC", "https_proxy": "http://proxy", "NO_PROXY": "localhost",
                "SSL_CERT_FILE": "/ca",
                "NODE_EXTRA_CA_CERTS": "/extra", "API_TIMEOUT_MS": "5", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "100",
                "CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS": "9", "OTEL_METRICS_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318",
                "CLAUDE_CODE_ENABLE_TELEMETRY": "1", "CLAUDE_CONFIG_DIR": "/c", "HOME": "/h", "TMPDIR": "/t", "PWD": "/w",
                "CLAUDE_CODE_DISABLE_AUTO_MEMORY": "1", "DISABLE_AUTOUPDATER": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
                "DISABLE_TELEMETRY": "1", "DISABLE_ERROR_REPORTING": "1", "CLAUDE_CODE_MAX_RETRIES": "5",
                "CLAUDE_CODE_ENTRYPOINT": "sdk-swift",
                "CLAUDE_CODE_SDK_READS_SESSION_STATE": "1", "CLAUDE_AGENT_SDK_VERSION": AgentEnvironment.sdkVersion,
            ]
        )
    }

    @Test(arguments: [
        (Credential.apiKey(Secret("k-123456")), "ANTHROPIC_API_KEY"), (.authToken(Secret("k-123456")), "ANTHROPIC_AUTH_TOKEN"),
        (.oauthToken(Secret("k-123456")), "CLAUDE_CODE_OAUTH_TOKEN"),
    ])
    func theCredentialIsTheOneGiven(_ credential: Credential, _ name: String) throws {
        var policy = basePolicy
        policy.credential = credential
        policy.provider = .anthropic(baseURL: "http://127.0.0.1:1")
        let environment = try AgentEnvironment(host: host, options: AgentOptions(), policy: policy)
        let names = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"]
        #expect(environment.variables.filter { names.contains($0.key) } == [name: "k-123456"])
        #expect(environment.variables["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:1")
        #expect(!environment.description.contains("k-123456"))
        #expect(environment.redacting("401: key k-123456 refused") == "401: key <redacted> refused")
    }

    @Test(arguments: [
        (ModelProvider.bedrock, "CLAUDE_CODE_USE_BEDROCK", "AWS_SECRET_ACCESS_KEY"),
        (.vertex, "CLAUDE_CODE_USE_VERTEX", "GOOGLE_APPLICATION_CREDENTIALS"),
        (.foundry, "CLAUDE_CODE_USE_FOUNDRY", "ANTHROPIC_FOUNDRY_API_KEY"),
    ])
    func aProviderBringsItsOwnVariablesAndNoOthers(_ provider: ModelProvider, _ name: String, _ credential: String) throws {
        var policy = basePolicy
        policy.provider = provider
        let variables = try AgentEnvironment(host: host, options: AgentOptions(), policy: policy).variables
        let switches = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"]
        let credentials = ["AWS_SECRET_ACCESS_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "ANTHROPIC_FOUNDRY_API_KEY"]
        #expect(variables.keys.filter(switches.contains) == [name])
        #expect(variables.keys.filter(credentials.contains) == [credential])
    }

    @Test func theTraceOfTheRequestReplacesAnyInheritedOne() throws {
        var policy = basePolicy
        policy.provider = .anthropic(baseURL: "http://127.0.0.1:1")
        policy.traceContext = TraceContext(traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", traceState: "a=1")
        let variables = try AgentEnvironment(host: host, options: AgentOptions(), policy: policy).variables
        #expect(variables["TRACEPARENT"] == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        #expect(variables["TRACESTATE"] == "a=1")
        #expect(variables["CLAUDE_CODE_PROPAGATE_TRACEPARENT"] == "1")
    }

    @Test func resourceAttributesAreEncodedAndJoinThoseOfTheHost() throws {
        var policy = basePolicy
        policy.resourceAttributes = ["tenant.id": "a b,c=d%", "enduser.id": "é"]
        var host = host
        host["OTEL_RESOURCE_ATTRIBUTES"] = "team=x"
        let variables = try AgentEnvironment(host: host, options: AgentOptions(), policy: policy).variables
        #expect(variables["OTEL_RESOURCE_ATTRIBUTES"] == "team=x,enduser.id=%C3%A9,tenant.id=a%20b%2Cc%3Dd%25")
    }

    @Test func policyAndOptionsSwitchWhatTheySayTheySwitch() throws {
        var policy = basePolicy
        policy.keepsAutoMemory = true
        policy.declaresSandbox = true
        policy.handsOnTelemetry = false
        policy.additionalHostVariables = ["EDITOR"]
        policy.maxRetries = 0
        var options = AgentOptions()
        options.enablesFileCheckpointing = true
        options.clientApplication = "app/1"
        options.environment = ["CLAUDE_CODE_ENTRYPOINT": "my-app", "PATH": "/opt/bin", "MINE": "1"]
        let variables = try AgentEnvironment(host: host, options: options, policy: policy).variables
        #expect(variables["CLAUDE_CODE_DISABLE_AUTO_MEMORY"] == nil)
        #expect(variables["IS_SANDBOX"] == "1")
        #expect(!variables.keys.contains { $0.hasPrefix("OTEL_") } && variables["CLAUDE_CODE_ENABLE_TELEMETRY"] == nil)
        #expect(variables["EDITOR"] == "vi")
        #expect(variables["CLAUDE_CODE_MAX_RETRIES"] == "0")
        #expect(variables["CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING"] == "true")
        #expect(variables["CLAUDE_AGENT_SDK_CLIENT_APP"] == "app/1")
        #expect(variables["CLAUDE_CODE_ENTRYPOINT"] == "my-app")
        #expect(variables["PATH"] == "/opt/bin" && variables["MINE"] == "1")
    }

    @Test func secretsAreHiddenWhereverTheyComeFrom() throws {
        var host = host
        host["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Basic canary"
        host["HTTPS_PROXY"] = "http://user:canary@proxy"
        var options = AgentOptions()
        options.environment = ["MY_SERVICE_TOKEN": "canary-token", "HARMLESS": "visible"]
        let environment = try AgentEnvironment(host: host, options: options, policy: basePolicy)
        #expect(!"\(environment)".contains("canary"))
        #expect("\(environment)".contains("HARMLESS=visible"))
        #expect(environment.redacting("x canary-token y canary-token") == "x <redacted> y <redacted>")
    }

    @Test(arguments: [
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI", "wJalrXUtnFEMI"), ("AWS_SESSION_TOKEN", "FwoGZXIvYXdzE", "FwoGZXIvYXdzE"),
        ("HTTPS_PROXY", "http://user:pass%40word@proxy:3128", "pass@word"), ("http_proxy", "http://user:passing@proxy/", "passing"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20abcdef,x-key=ghijkl", "ghijkl"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer abcdef,x-key=ghijkl", "abcdef"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=ghijkl", "ghijkl"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://me:collected@otel:4318", "collected"),
    ])
    func whatIsHandedOnIsHiddenToItsParts(_ name: String, _ value: String, _ part: String) throws {
        var policy = basePolicy
        policy.provider = .bedrock
        let environment = try AgentEnvironment(host: [name: value], options: AgentOptions(), policy: policy)
        #expect(environment.variables[name] == value)
        #expect(environment.redacting("refused: \(part)!") == "refused: <redacted>!")
        #expect(!environment.redacting("refused: \(value)").contains(part) && !"\(environment)".contains(part))
    }

    @Test func theSecretsOfToolServersAndOfTheHostAreHidden() throws {
        var options = AgentOptions()
        options.mcpServers = .named([
            "a": .stdio(command: "/a", arguments: [], environment: ["DB": Secret("db-canary"), "LONG": Secret("db-canary-and-more")]),
            "b": .http(url: "https://me:url-canary@b/mcp", headers: ["Authorization": Secret("Bearer http-canary")]),
            "c": .sse(url: "https://c", headers: ["X-Key": Secret("sse-canary")]),
        ])
        var policy = basePolicy
        policy.hostSecrets = [Secret("host-canary")]
        let environment = try AgentEnvironment(host: host, options: options, policy: policy)
        for text in ["db-canary", "db-canary-and-more", "url-canary", "http-canary", "Bearer http-canary", "sse-canary", "host-canary"] {
            #expect(environment.redacting("<\(text)>") == "<<redacted>>")
        }
        #expect(environment.redacting("https://c and me") == "https://c and me")
        #expect(!environment.variables.values.contains { $0.contains("canary") })
    }

    @Test(arguments: [
        ("https://b/mcp?api_key=query-canary", "query-canary"), ("https://b/mcp?v=1&k=query%2Dcanary#top", "query-canary"),
        ("https://b?a=first-canary;b=c", "first-canary"), ("https://user-canary@b/mcp", "user-canary"),
        ("https://user%2Dcanary@b/mcp?x", "user-canary"), ("https://me:url-canary@b/mcp", "url-canary"),
    ])
    func theSecretsOfAToolServersAddressAreHidden(url: String, secret: String) throws {
        for server in [
            MCPServerConfiguration.http(url: url, headers: [:]), .stdio(command: "/a", arguments: ["-x", url], environment: [:]),
        ] {
            var options = AgentOptions()
            options.mcpServers = ["b": server]
            let environment = try AgentEnvironment(host: host, options: options, policy: basePolicy)
            #expect(environment.redacting("<\(secret)> true 1234567") == "<<redacted>> true 1234567")
            #expect(!environment.redacting(url).contains("canary"))
        }
    }

    @Test func shortValuesOfAnAddressStayReadable() throws {
        var options = AgentOptions()
        options.mcpServers = ["b": .http(url: "https://b/mcp?debug=true&page=1234567&empty=&flag", headers: [:])]
        let environment = try AgentEnvironment(host: host, options: options, policy: basePolicy)
        #expect(environment.redacting("debug is true on page 1234567") == "debug is true on page 1234567")
    }

    @Test(arguments: [
        (["--api-key=arg-canary"], true), (["--api-key", "arg-canary"], true), (["serve", "--TOKEN", "arg-canary"], true),
        (["-password=arg-canary"], true), (["--client-secret", "arg-canary", "x"], true), (["--key=arg=arg-canary"], true),
        (["--header", "Authorization: Bearer arg-canary"], true),
        (["--name=arg-canary"], false), (["arg-canary"], false), (["token", "arg-canary"], false), (["--token", "--arg-canary"], false),
        (["--token=x", "arg-canary"], false), (["--key", "one", "arg-canary"], false),
    ])
    func argumentsOfAToolServerAreHiddenWhenTheirFlagSoundsSecret(arguments: [String], isHidden: Bool) throws {
        var options = AgentOptions()
        options.mcpServers = ["a": .stdio(command: "/a", arguments: arguments, environment: [:])]
        let environment = try AgentEnvironment(host: host, options: options, policy: basePolicy)
        #expect(environment.redacting("<arg-canary>").contains("canary") == !isHidden)
        #expect(!environment.redacting(arguments.joined(separator: " ")).contains("=arg-canary") || arguments[0].hasPrefix("--name"))
    }

    @Test(arguments: [
        ("API_KEY", true), ("KEYRING_PATH", true), ("my_token", true), ("DbPassword", true), ("X_AUTHORIZATION_Y", true),
        ("CORP_PROXY", true), ("corp_proxy", true), ("CORP_PROXY2", false), ("MONKE", false), ("KE", false), ("TOKE_N", false),
        ("HARMLESS", false),
    ])
    func namesThatSoundSecretHideTheirValues(_ name: String, _ isHidden: Bool) throws {
        var options = AgentOptions()
        options.environment = [name: "canary"]
        let environment = try AgentEnvironment(host: host, options: options, policy: basePolicy)
        #expect("\(environment)".contains("\(name)=<redacted>") == isHidden)
        #expect("\(environment)".contains("canary") == !isHidden)
        #expect(environment.redacting("") == "")
    }
}
