import ClaudeAgent
import JSON
import Testing

@Suite struct MessageViewTests {
    @Test func anInitMessageTellsHowTheSessionIsSetUp() throws {
        guard case .system(let system) = try kind(Frames.systemInit), case .initialization(let start) = system.details else {
            Issue.record("not init")
            return
        }
        #expect(start.sessionID == "s1" && start.workingDirectory == "/w" && start.model == "claude-opus-5-5")
        #expect(start.tools == ["Bash", "mcp__calc__add"] && start.mcpServers.first?["status"] == "connected")
        #expect(start.permissionMode == .dontAsk && start.cliVersion == .reference && start.capabilities == ["interrupt_receipt_v1"])
        #expect(start.slashCommands == ["clear"] && start.agents == ["general"] && start.skills == ["pdf"])
        #expect(start.apiKeySource == "ANTHROPIC_API_KEY" && start.userMessageUUIDs == ["p1"])
    }

    @Test func anAssistantMessageHoldsOneBlock() throws {
        guard case .assistant(let message) = try kind(Frames.assistant) else { Issue.record("not assistant"); return }
        #expect(message.messageID == "msg_1" && message.model == "claude-opus-5-5" && message.text == "Hé\n")
        #expect(message.usage?.inputTokens == 3 && message.usage?.cacheReadInputTokens == 7 && message.usage?.cacheCreationInputTokens == 2)
        #expect(message.error == nil && !message.isAborted && message.parentToolUseID == nil && message.stopReason == nil)
    }

    @Test func aSyntheticAssistantMessageReportsAnError() throws {
        guard case .assistant(let message) = try kind(Frames.apiFailure) else { Issue.record("not assistant"); return }
        #expect(message.error == .authenticationFailed && message.apiErrorStatus == 401 && message.isAborted)
        #expect(message.userMessageUUIDs == ["p1"])
    }

    @Test func aUserMessageCarriesToolResults() throws {
        guard case .user(let message) = try kind(Frames.user) else { Issue.record("not user"); return }
        #expect(message.toolResults.map(\.toolUseID) == ["t1"] && message.toolResults.map(\.text) == ["42"])
        #expect(message.toolUseResult == ["stdout": "42"] && message.parentToolUseID == "t0" && message.isSynthetic && !message.isReplay)
    }

    @Test func aReplayedPromptBecomesOneTextBlock() throws {
        guard case .user(let message) = try kind(Frames.replay) else { Issue.record("not user"); return }
        #expect(message.content.map(\.text) == ["hello"] && message.isReplay)
    }

    @Test func aStreamEventGivesItsPiece() throws {
        guard case .streamEvent(let message) = try kind(Frames.streamEvent) else { Issue.record("not stream_event"); return }
        #expect(message.eventType == "content_block_delta" && message.textDelta == "He" && message.thinkingDelta == nil)
        #expect(message.messageID == "msg_1")
    }

    @Test func aResultTellsWhatCameOfItAndWhatItCost() throws {
        guard case .result(let result) = try kind(Frames.success) else { Issue.record("not result"); return }
        #expect(result.subtype == .success && result.text == "42" && result.terminalReason == .completed && result.stopReason == "end_turn")
        #expect(result.durationMilliseconds == 1200 && result.apiDurationMilliseconds == 900 && result.turnCount == 2)
        #expect(result.totalCostUSD == 0.0125 && result.usage?.outputTokens == 6 && result.queuedTurnCount == 1)
        #expect(result.userMessageUUIDs == ["p1", "p2"] && result.structuredOutput == ["a": 1])
        #expect(result.permissionDenials.map(\.toolName) == ["Bash"] && result.permissionDenials.first?.toolInput == ["command": "rm"])
        #expect(result.modelUsageSinceLastResult["claude-opus-5-5"]?.inputTokens == 1)
    }

    @Test func modelUsageHasEveryField() throws {
        guard case .result(let result) = try kind(Frames.success) else { Issue.record("not result"); return }
        let usage = try #require(result.modelUsage["claude-opus-5-5"])
        #expect([usage.inputTokens, usage.outputTokens, usage.thinkingTokens] == [5, 6, 1])
        #expect([usage.cacheReadInputTokens, usage.cacheCreationInputTokens, usage.webSearchRequests] == [2, 3, 4])
        #expect(usage.costUSD == 0.0125 && usage.contextWindow == 200_000 && usage.maxOutputTokens == 64_000)
    }

    @Test func noticesGiveTheirFields() throws {
        guard case .rateLimit(let limit) = try kind(Frames.rateLimit), case .conversationReset(let reset) = try kind(Frames.reset),
            case .toolProgress(let progress) = try kind(Frames.progress), case .commandLifecycle(let command) = try kind(Frames.lifecycle),
            case .transcriptMirror(let mirror) = try kind(Frames.mirror)
        else { Issue.record("not what it is"); return }
        #expect(limit.status == "allowed_warning" && limit.utilization == 0.91 && limit.resetsAt == 1_764_547_200)
        #expect(reset.newConversationID == "s2" && reset.trigger == "clear")
        #expect(progress.toolUseID == "t1" && progress.elapsedSeconds == 30)
        #expect(command.commandUUID == "p1" && command.state == "started")
        #expect(mirror.filePath == "/c/projects/-w/s1.jsonl" && mirror.entries.count == 2)
    }

    @Test(arguments: SystemFrames.rows) func eachSystemSubtypeIsRead(_ row: (line: String, details: String)) throws {
        guard case .system(let message) = try kind(row.line) else { Issue.record("not system"); return }
        let name = Mirror(reflecting: message.details).children.first?.label
        #expect(name == row.details, "\(row.line)")
        #expect(message.subtype.rawValue == message.json["subtype"]?.string)
    }

    @Test(arguments: ["completed", "failed", "stopped", "killed"], ["status", "patch"])
    func aTaskIsOverInEachTerminalStatus(_ status: String, _ place: String) throws {
        let fields: JSONObject = place == "status" ? ["status": .string(status)] : ["patch": ["status": .string(status)]]
        #expect(TaskMessage(fields).isTerminal)
        #expect(!TaskMessage(["patch": ["status": "running"]]).isTerminal && !TaskMessage([:]).isTerminal)
    }

    private func kind(_ line: String) throws -> AgentMessage.Kind {
        try AgentMessage(parsing: Array(line.utf8)).kind
    }
}
