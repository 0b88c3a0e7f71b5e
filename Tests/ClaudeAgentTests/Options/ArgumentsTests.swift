import ClaudeAgent
import JSON
import Testing

/// One row of protocol notes 2.1: an option and the arguments it adds between the fixed ones.
struct ArgumentRow: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: [String]
    let set: @Sendable (inout AgentOptions) -> Void
    var testDescription: String { name }

    init(_ name: String, _ expected: [String], _ set: @escaping @Sendable (inout AgentOptions) -> Void) {
        self.name = name
        self.expected = expected
        self.set = set
    }

    /// The arguments the options give, fixed ones and the empty system prompt taken off.
    func arguments() throws -> [String] {
        var options = AgentOptions()
        set(&options)
        let all = try options.arguments()
        let head = ["--output-format", "stream-json", "--verbose"]
        #expect(Array(all.prefix(3)) == head && Array(all.suffix(2)) == ["--input-format", "stream-json"])
        let middle = Array(all.dropFirst(3).dropLast(2))
        return middle.starts(with: ["--system-prompt", ""]) ? Array(middle.dropFirst(2)) : middle
    }
}

let sampleID = "0b7c4a52-6f0e-4d8a-9a51-2f8f0c3a9e11"
let otherID = "5d2f1c3e-7a9b-4c1d-8e2f-0a1b2c3d4e5f"

@Suite struct ArgumentsTests {
    @Test func nothingSetGivesAnEmptySystemPromptAndStreamJSONBothWays() throws {
        #expect(
            try AgentOptions().arguments() == [
                "--output-format", "stream-json", "--verbose", "--system-prompt", "", "--input-format", "stream-json",
            ]
        )
    }

    @Test(arguments: promptRows + toolRows + modelRows) func whatTheAgentIs(_ row: ArgumentRow) throws {
        #expect(try row.arguments() == row.expected)
    }

    @Test(arguments: permissionRows + sessionRows + settingsRows) func whereItBegins(_ row: ArgumentRow) throws {
        #expect(try row.arguments() == row.expected)
    }

    @Test(arguments: mcpRows + reportRows + launchRows + thinkingRows) func howItRuns(_ row: ArgumentRow) throws {
        #expect(try row.arguments() == row.expected)
    }

    @Test(arguments: promptRows + toolRows + modelRows + permissionRows + sessionRows + settingsRows + mcpRows + reportRows + launchRows)
    func noOptionDisturbsTheOrder(_ row: ArgumentRow) throws {
        var options = AgentOptions()
        row.set(&options)
        options.effort = .high
        options.extraArguments = ["zz-last": nil]
        let arguments = try options.arguments()
        #expect(Array(arguments.suffix(5)) == ["--zz-last", "--effort", "high", "--input-format", "stream-json"])
    }

    @Test func everythingSetComesInTheOrderOfTheTable() throws {
        let arguments = try fullOptions.arguments().filter { $0.hasPrefix("--") }.map { $0.prefix { $0 != "=" } }
        #expect(
            arguments == [
                "--output-format", "--verbose", "--system-prompt", "--tools", "--allowedTools", "--max-turns", "--max-budget-usd",
                "--disallowedTools", "--task-budget", "--model", "--fallback-model", "--betas", "--permission-prompt-tool",
                "--permission-mode",
                "--resume", "--session-id", "--settings", "--add-dir", "--mcp-config", "--include-partial-messages",
                "--include-hook-events",
                "--strict-mcp-config", "--fork-session", "--resume-session-at", "--resume-drops-turn", "--session-mirror",
                "--setting-sources",
                "--plugin-dir", "--thinking", "--thinking-display", "--effort", "--json-schema", "--input-format",
            ]
        )
    }
}

private var fullOptions: AgentOptions {
    var options = AgentOptions()
    options.systemPrompt = .text("be brief")
    options.tools = .preset
    options.allowedTools = ["Read"]
    options.maxTurns = 1
    options.maxBudgetUSD = 1
    options.disallowedTools = ["Bash"]
    options.taskBudget = 1
    options.model = "opus"
    options.fallbackModels = ["sonnet"]
    options.betas = ["b"]
    options.permissionPromptToolName = "mcp__a__b"
    options.permissionMode = .plan
    options.start = .resume(id: sampleID, fork: .id(otherID), at: otherID, dropsTurn: otherID)
    options.settings = .file("/s.json")
    options.additionalDirectories = ["/d"]
    options.mcpServers = .file("/m.json")
    options.includesPartialMessages = true
    options.includesHookEvents = true
    options.usesOnlyGivenMCPServers = true
    options.mirrorsTranscript = true
    options.settingSources = [.user]
    options.plugins = [.local(path: "/p")]
    options.thinking = .adaptive(display: .omitted)
    options.effort = .low
    options.outputFormat = .jsonSchema(["type": "object"])
    return options
}
