import ClaudeAgent
import JSON

let promptRows: [ArgumentRow] = [
    ArgumentRow("system prompt empty", []) { $0.systemPrompt = .empty },
    ArgumentRow("system prompt text", ["--system-prompt", "be brief"]) { $0.systemPrompt = .text("be brief") },
    ArgumentRow("system prompt of a list", ["--system-prompt=- be brief"]) { $0.systemPrompt = .text("- be brief") },
    ArgumentRow("system prompt preset", []) { $0.systemPrompt = .preset(append: nil) },
    ArgumentRow("system prompt preset with text", ["--append-system-prompt", "and kind"]) { $0.systemPrompt = .preset(append: "and kind") },
    ArgumentRow("system prompt preset with file", ["--append-system-prompt-file", "/p.md"]) {
        $0.systemPrompt = .presetAppendingFile("/p.md")
    },
    ArgumentRow("system prompt file", ["--system-prompt-file", "/p.md"]) { $0.systemPrompt = .file("/p.md") },
]

let toolRows: [ArgumentRow] = [
    ArgumentRow("tools default of the CLI", []) { $0.tools = .cliDefault },
    ArgumentRow("tools none", ["--tools", ""]) { $0.tools = .none },
    ArgumentRow("tools named", ["--tools", "Bash,Read"]) { $0.tools = .named(["Bash", "Read"]) },
    ArgumentRow("tools preset", ["--tools", "default"]) { $0.tools = .preset },
    ArgumentRow("allowed tools", ["--allowedTools", "Read,Bash(git log:*)"]) { $0.allowedTools = ["Read", "Bash(git log:*)"] },
    ArgumentRow("disallowed tools", ["--disallowedTools", "Write,Edit"]) { $0.disallowedTools = ["Write", "Edit"] },
    ArgumentRow("max turns", ["--max-turns", "7"]) { $0.maxTurns = 7 },
    ArgumentRow("max budget", ["--max-budget-usd", "0.25"]) { $0.maxBudgetUSD = 0.25 },
    ArgumentRow("task budget", ["--task-budget", "20000"]) { $0.taskBudget = 20_000 },
    ArgumentRow("skills all", ["--allowedTools", "Read,Skill", "--setting-sources=user,project"]) {
        $0.allowedTools = ["Read"]
        $0.skills = .all
    },
    ArgumentRow("skills named", ["--allowedTools", "Skill(pdf),Skill(xlsx)", "--setting-sources="]) {
        $0.skills = .named(["pdf", "xlsx"])
        $0.settingSources = []
    },
]

let modelRows: [ArgumentRow] = [
    ArgumentRow("model", ["--model", "claude-opus-5-5"]) { $0.model = "claude-opus-5-5" },
    ArgumentRow("model with a dash", ["--model=-x"]) { $0.model = "-x" },
    ArgumentRow("fallback models", ["--fallback-model", "sonnet,haiku"]) { $0.fallbackModels = ["sonnet", "haiku"] },
    ArgumentRow("betas", ["--betas", "a,b"]) { $0.betas = ["a", "b"] },
]

let permissionRows: [ArgumentRow] = [
    ArgumentRow("can use tool", ["--permission-prompt-tool", "stdio"]) { $0.canUseTool = { _ in .allow } },
    ArgumentRow("permission prompt tool", ["--permission-prompt-tool", "mcp__ask__me"]) { $0.permissionPromptToolName = "mcp__ask__me" },
    ArgumentRow("no permission prompts", ["--permission-prompts", "none"]) { $0.refusesPermissionPrompts = true },
    ArgumentRow("permission mode", ["--permission-mode", "dontAsk"]) { $0.permissionMode = .dontAsk },
    ArgumentRow("bypass", ["--permission-mode", "bypassPermissions", "--allow-dangerously-skip-permissions"]) {
        $0.permissionMode = .bypassPermissions
        $0.allowsBypassPermissions = true
    },
]

let sessionRows: [ArgumentRow] = [
    ArgumentRow("new", []) { $0.start = .new },
    ArgumentRow("session id", ["--session-id=\(sampleID)"]) { $0.start = .new(sessionID: sampleID) },
    ArgumentRow("continue", ["--continue"]) { $0.start = .continueLatest },
    ArgumentRow("continue and fork", ["--continue", "--fork-session"]) { $0.start = .continueLatest(fork: .newID) },
    ArgumentRow("resume", ["--resume=\(sampleID)"]) { $0.start = .resume(sampleID) },
    ArgumentRow("resume by title", ["--resume=the plan"]) { $0.start = .resumeTitled("the plan", fork: .no) },
    ArgumentRow("fork", ["--resume=\(sampleID)", "--fork-session"]) {
        $0.start = .resume(id: sampleID, fork: .newID, at: nil, dropsTurn: nil)
    },
    ArgumentRow("fork under an id", ["--resume=\(sampleID)", "--session-id=\(otherID)", "--fork-session"]) {
        $0.start = .resume(id: sampleID, fork: .id(otherID), at: nil, dropsTurn: nil)
    },
    ArgumentRow("resume cut off", ["--resume=\(sampleID)", "--resume-session-at=\(otherID)", "--resume-drops-turn=\(sampleID)"]) {
        $0.start = .resume(id: sampleID, fork: .no, at: otherID, dropsTurn: sampleID)
    },
]

let settingsRows: [ArgumentRow] = [
    ArgumentRow("settings file", ["--settings", "/s.json"]) { $0.settings = .file("/s.json") },
    ArgumentRow("settings", ["--settings", #"{"permissions":{"ask":["Bash"]}}"#]) {
        $0.settings = .json(["permissions": ["ask": ["Bash"]]])
    },
    ArgumentRow("sandbox", ["--settings", #"{"sandbox":{"enabled":true,"failIfUnavailable":true}}"#]) {
        $0.sandbox = SandboxSettings(isEnabled: true, failsIfUnavailable: true)
    },
    ArgumentRow("sandbox over settings", ["--settings", #"{"sandbox":{"enabled":true},"model":"x"}"#]) {
        $0.settings = .json(["sandbox": ["enabled": false], "model": "x"])
        $0.sandbox = SandboxSettings(isEnabled: true)
    },
    ArgumentRow("add dirs", ["--add-dir", "/a", "--add-dir", "/b"]) { $0.additionalDirectories = ["/a", "/b"] },
    ArgumentRow("setting sources", ["--setting-sources=user,project,local"]) { $0.settingSources = [.user, .project, .local] },
    ArgumentRow("no setting sources", ["--setting-sources="]) { $0.settingSources = [] },
    ArgumentRow("managed settings", ["--managed-settings", #"{"a":1}"#]) { $0.managedSettings = ["a": 1] },
    ArgumentRow("project root", ["--project-config-root", "/r"]) { $0.projectConfigurationRoot = "/r" },
    ArgumentRow("plugins", ["--plugin-dir", "/p", "--plugin-dir", "/q"]) { $0.plugins = [.local(path: "/p"), .local(path: "/q")] },
]

let mcpRows: [ArgumentRow] = [
    ArgumentRow("mcp file", ["--mcp-config", "/m.json"]) { $0.mcpServers = .file("/m.json") },
    ArgumentRow("mcp none", []) { $0.mcpServers = [:] },
    ArgumentRow("mcp stdio", ["--mcp-config", #"{"mcpServers":{"a":{"type":"stdio","command":"run","args":["-v"]}}}"#]) {
        $0.mcpServers = ["a": .stdio(command: "run", arguments: ["-v"], environment: [:])]
    },
    ArgumentRow(
        "mcp remote",
        ["--mcp-config", #"{"mcpServers":{"h":{"type":"http","url":"http://h"},"s":{"type":"sse","url":"http://s"}}}"#]
    ) {
        $0.mcpServers = ["s": .sse(url: "http://s", headers: [:]), "h": .http(url: "http://h", headers: [:])]
    },
    ArgumentRow("mcp in process", ["--mcp-config", #"{"mcpServers":{"calc":{"type":"sdk","name":"calc"}}}"#]) {
        $0.mcpServers = ["calc": .sdk(MCPServer("other", tools: []))]
    },
    ArgumentRow("strict mcp", ["--strict-mcp-config"]) { $0.usesOnlyGivenMCPServers = true },
]

let reportRows: [ArgumentRow] = [
    ArgumentRow("partial messages", ["--include-partial-messages"]) { $0.includesPartialMessages = true },
    ArgumentRow("hook events", ["--include-hook-events"]) { $0.includesHookEvents = true },
    ArgumentRow("session store", ["--session-mirror"]) { $0.mirrorsTranscript = true },
    ArgumentRow("no persistence", ["--no-session-persistence"]) { $0.persistsSession = false },
    ArgumentRow("debug", ["--debug", "--debug-to-stderr"]) { $0.debug = .standardError(filter: nil) },
    ArgumentRow("debug filtered", ["--debug=api", "--debug-to-stderr"]) { $0.debug = .standardError(filter: "api") },
    ArgumentRow("debug file", ["--debug-file", "/d.log"]) { $0.debug = .file("/d.log") },
]

let launchRows: [ArgumentRow] = [
    ArgumentRow("agent", ["--agent", "reviewer"]) { $0.agent = "reviewer" },
    ArgumentRow("await initialize", ["--await-initialize"]) { $0.awaitsInitialize = true },
    ArgumentRow("hooks on resume wait for initialize", ["--resume=\(sampleID)", "--await-initialize"]) {
        $0.start = .resume(sampleID)
        $0.hooks = [HookMatcher(.preToolUse) { _ in .noOpinion }]
    },
    ArgumentRow("await claim", ["--await-claim"]) { $0.awaitsClaim = true },
    ArgumentRow("extra arguments", ["--aa", "--bb", "v", "--cc=-v"]) { $0.extraArguments = ["bb": "v", "aa": nil, "cc": "-v"] },
    ArgumentRow("what goes elsewhere", []) {
        $0.agents = ["a": SubagentDefinition(description: "d", prompt: "p")]
        $0.hooks = [HookMatcher(.stop) { _ in .noOpinion }]
        $0.excludesDynamicSections = true
        $0.forwardsSubagentText = true
        $0.enablesFileCheckpointing = true
        $0.clientApplication = "app"
        $0.user = "nobody"
        $0.workingDirectory = "/w"
    },
]

let thinkingRows: [ArgumentRow] =
    Effort.allCases.map { effort in ArgumentRow("effort \(effort)", ["--effort", effort.rawValue]) { $0.effort = effort } } + [
        ArgumentRow("thinking adaptive", ["--thinking", "adaptive"]) { $0.thinking = .adaptive(display: nil) },
        ArgumentRow("thinking shown", ["--thinking", "adaptive", "--thinking-display", "summarized"]) {
            $0.thinking = .adaptive(display: .summarized)
        },
        ArgumentRow("thinking enabled", ["--max-thinking-tokens", "1024", "--thinking-display", "omitted"]) {
            $0.thinking = .enabled(budgetTokens: 1024, display: .omitted)
        },
        ArgumentRow("thinking disabled", ["--thinking", "disabled"]) { $0.thinking = .disabled },
        ArgumentRow("max thinking tokens", ["--max-thinking-tokens", "512"]) { $0.maxThinkingTokens = 512 },
        ArgumentRow("output format", ["--json-schema", #"{"type":"object"}"#]) { $0.outputFormat = .jsonSchema(["type": "object"]) },
    ]
