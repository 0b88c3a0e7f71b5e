import ClaudeAgent
import JSON
import Testing

/// Options that must be refused, and the option the error must name.
struct RefusedRow: Sendable, CustomTestStringConvertible {
    let option: String
    let set: @Sendable (inout AgentOptions) -> Void
    var testDescription: String { option }

    init(_ option: String, _ set: @escaping @Sendable (inout AgentOptions) -> Void) {
        self.option = option
        self.set = set
    }
}

@Suite struct ValidationTests {
    @Test(arguments: refusedRows + refusedNames) func isRefusedByName(_ row: RefusedRow) throws {
        var options = AgentOptions()
        row.set(&options)
        let error = #expect(throws: AgentError.self) { try options.arguments() }
        #expect(error?.code == .invalidOption)
        #expect(error?.option == row.option)
        #expect(error?.message.contains(row.option) == true)
    }

    @Test(arguments: [
        "-x", "--dangerously-skip-permissions", "", "not a uuid", "\(sampleID)0", "../\(sampleID)", "\(sampleID.dropLast())-",
    ])
    func noIdThatIsNotAUUIDReachesTheCommandLine(_ id: String) throws {
        var options = AgentOptions()
        let starts: [SessionStart] = [
            .new(sessionID: id), .resume(id), .resume(id: sampleID, fork: .id(id), at: nil, dropsTurn: nil), .continueLatest(fork: .id(id)),
            .resume(id: sampleID, fork: .no, at: id, dropsTurn: nil), .resume(id: sampleID, fork: .no, at: nil, dropsTurn: id),
        ]
        for start in starts {
            options.start = start
            #expect(throws: AgentError.self) { try options.arguments() }
        }
    }

    @Test(arguments: [
        "resume", "print", "dangerously-skip-permissions", "permission-mode", "output-format", "-x", "a b", "a=b", "", "résumé",
    ])
    func extraArgumentsCannotTakeTheProtocolOver(_ name: String) {
        var options = AgentOptions()
        options.extraArguments = [name: nil]
        let error = #expect(throws: AgentError.self) { try options.arguments() }
        #expect(error?.option == "extraArguments")
    }

    @Test func aDashLeadingValueIsNeverAnArgumentOfItsOwn() throws {
        var options = AgentOptions()
        options.systemPrompt = .text("--dangerously-skip-permissions")
        options.model = "-m"
        options.allowedTools = ["-a"]
        options.additionalDirectories = ["-d"]
        options.settings = .file("-s")
        options.agent = "-g"
        options.plugins = [.local(path: "-p")]
        options.permissionPromptToolName = "-t"
        let arguments = try options.arguments()
        let known = ["--output-format", "--verbose", "--input-format"]
        for argument in arguments where argument.hasPrefix("-") && !known.contains(argument) {
            #expect(argument.contains("="), "\(argument)")
        }
    }

    @Test func bypassIsAcceptedOnceAcknowledged() throws {
        var options = AgentOptions()
        options.allowsBypassPermissions = true
        options.permissionMode = .bypassPermissions
        options.settings = .json(["permissions": ["defaultMode": "bypassPermissions"]])
        #expect(try options.arguments().contains("bypassPermissions"))
    }

    @Test func valuesTheKernelCannotCarryAreRefused() throws {
        var options = AgentOptions()
        options.systemPrompt = .text("a\u{0}b")
        #expect(throws: AgentError.self) { try options.arguments() }
        options.systemPrompt = .text(String(repeating: "a", count: 131_072))
        let error = #expect(throws: AgentError.self) { try options.arguments() }
        #expect(error?.message.contains("pass a file") == true)
        options.systemPrompt = .text(String(repeating: "a", count: 131_000))
        #expect(try options.arguments().count == 7)
    }
}

private let refusedRows: [RefusedRow] = [
    RefusedRow("permissionMode") { $0.permissionMode = .bypassPermissions },
    RefusedRow("settings.permissions.defaultMode") { $0.settings = .json(["permissions": ["defaultMode": "bypassPermissions"]]) },
    RefusedRow("settings.permissions.defaultMode") {
        $0.settings = .json(["permissions": ["defaultMode": "bypassPermissions"]])
        $0.sandbox = SandboxSettings(isEnabled: true)
    },
    RefusedRow("settings.permissions.defaultMode") { $0.managedSettings = ["permissions": ["defaultMode": "bypassPermissions"]] },
    RefusedRow("agents.a.permissionMode") {
        $0.agents["a"] = SubagentDefinition(description: "d", prompt: "p")
        $0.agents["a"]?.permissionMode = .bypassPermissions
    },
    RefusedRow("permissionPromptToolName") {
        $0.canUseTool = { _ in .allow }
        $0.permissionPromptToolName = "mcp__a__b"
    },
    RefusedRow("refusesPermissionPrompts") {
        $0.canUseTool = { _ in .allow }
        $0.refusesPermissionPrompts = true
    },
    RefusedRow("maxTurns") { $0.maxTurns = 0 },
    RefusedRow("maxTurns") { $0.maxTurns = -1 },
    RefusedRow("taskBudget") { $0.taskBudget = 0 },
    RefusedRow("maxThinkingTokens") { $0.maxThinkingTokens = 0 },
    RefusedRow("maxThinkingTokens") {
        $0.maxThinkingTokens = 5
        $0.thinking = .disabled
    },
    RefusedRow("thinking") { $0.thinking = .enabled(budgetTokens: 0, display: nil) },
    RefusedRow("maxBudgetUSD") { $0.maxBudgetUSD = 0 },
    RefusedRow("maxBudgetUSD") { $0.maxBudgetUSD = .nan },
    RefusedRow("maxBudgetUSD") { $0.maxBudgetUSD = .infinity },
    RefusedRow("fallbackModels") {
        $0.model = "opus"
        $0.fallbackModels = ["opus"]
    },
    RefusedRow("mirrorsTranscript") {
        $0.mirrorsTranscript = true
        $0.persistsSession = false
    },
    RefusedRow("enablesFileCheckpointing") {
        $0.mirrorsTranscript = true
        $0.enablesFileCheckpointing = true
    },
    RefusedRow("awaitsClaim") {
        $0.awaitsClaim = true
        $0.start = .continueLatest
    },
]

private let refusedNames: [RefusedRow] = [
    RefusedRow("tools") { $0.tools = .named([]) },
    RefusedRow("tools") { $0.tools = .named([""]) },
    RefusedRow("allowedTools") { $0.allowedTools = [""] },
    RefusedRow("disallowedTools") { $0.disallowedTools = ["Read", ""] },
    RefusedRow("betas") { $0.betas = [""] },
    RefusedRow("additionalDirectories") { $0.additionalDirectories = [""] },
    RefusedRow("agents") { $0.agents = ["": SubagentDefinition(description: "d", prompt: "p")] },
    RefusedRow("mcpServers") { $0.mcpServers = ["": .sdk(MCPServer("a", tools: []))] },
    RefusedRow("mcpServers") { $0.mcpServers = ["a": .http(url: "http://h", headers: ["Authorization": Secret("Bearer x")])] },
    RefusedRow("settings") { $0.settings = .file("{}") },
    RefusedRow("settings") {
        $0.settings = .file("/s.json")
        $0.sandbox = SandboxSettings(isEnabled: true)
    },
    RefusedRow("start.resumeTitled") { $0.start = .resumeTitled("-x", fork: .no) },
    RefusedRow("start.resumeTitled") { $0.start = .resumeTitled("", fork: .no) },
]
