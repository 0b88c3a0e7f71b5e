import JSON
import Testing

@testable import ModelStub

@Suite struct StubModelTests {
    private let loop = AgentLoop()

    @Test func defaultAnswerProvesMemory() throws {
        let texts = try loop.texts("My name is Ünï.")
        #expect(texts == [#"This is your 1st message; the first was "My name is Ünï.". You said: "My name is Ünï."."#])
        #expect(try loop.texts("two").first?.hasPrefix("This is your 2nd message; the first was \"My name is Ünï.\".") == true)
        #expect(try loop.texts("three") == [#"This is your 3rd message; the first was "My name is Ünï.". You said: "three"."#])
    }

    @Test func toolResultIsQuotedAndThePlanGoesOn() throws {
        let texts = try loop.texts(#"[[text:First.]] [[tool:Bash {"command":"echo hi"}]] [[tool:Read]] [[text:Last.]]"#)
        #expect(texts == ["First.", "Bash answered: \"hi\".", "Read answered: \"hi\".\n\nLast."])
    }

    @Test func toolAloneIsAnsweredWithItsResult() throws {
        let replies = try loop.turn("[[tool:Bash]]")
        #expect(replies.map(\.message.stopReason) == ["tool_use", "end_turn"])
        #expect(replies.last?.message.text == "Bash answered: \"hi\".")
    }

    @Test func alsoCallsInTheSameStep() throws {
        let replies = try loop.turn("[[tool:Bash]] [[also:Read]]")
        #expect(replies.count == 2)
        #expect(replies[0].message.blocks.filter(\.isToolUse).count == 2)
        #expect(replies[1].message.text == "Bash answered: \"hi\".\n\nRead answered: \"hi\".")
    }

    @Test func callsThatAreKeptForLaterAreMadeWhenTasksAreOver() throws {
        let notice = "<task-notification>\n<status>completed</status>\n</task-notification>"
        #expect(try loop.texts("[[tool:Bash]] [[later:Read]] [[later:Bash]] [[text:Done.]]") == ["", "Bash answered: \"hi\".\n\nDone."])
        for tool in ["Read", "Bash"] {
            loop.conversation.add("user", .string(notice))
            let reply = try loop.step()
            #expect(reply.message.stopReason == "tool_use" && reply.message.blocks.map(\.json).map { $0["name"]?.string } == [tool])
            loop.conversation.result("hi", id: "toolu_later")
            #expect(try loop.step().message.stopReason == "end_turn")
        }
        loop.conversation.add("user", .string(notice))
        #expect(try loop.step().message.text == "Noted.")
    }

    @Test(arguments: [("[[stop:refusal]]", "end_turn"), ("[[refuse]]", "refusal")])
    func aRefusalIsRepeatedOnlyWhereThatIsAskedFor(directive: String, last: String) throws {
        loop.conversation.say("\(directive) [[text:No.]]")
        #expect(try loop.step().message.stopReason == "refusal")
        loop.conversation.answer("No.")
        loop.conversation.add("user", "Your response above was stopped by a safety classifier.")
        #expect(try loop.step().message.stopReason == last)
    }

    @Test func failedToolIsSaidToHaveFailed() throws {
        loop.conversation.say("[[tool:Bash]]")
        _ = try loop.step()
        loop.conversation.result("exit 1", id: "unknown", isError: true)
        #expect(try loop.step().message.text == "The tool failed: \"exit 1\".")
    }

    @Test func linksOfAWebSearchBecomeSources() throws {
        loop.toolResult = "Web search results for query: \"x\"\n\nLinks: [{\"title\":\"A\",\"url\":\"https://example.com/a\"}]\n\nFound it."
        let texts = try loop.texts(#"[[tool:WebSearch {"query":"x"}]]"#)
        #expect(texts.last?.hasSuffix("Sources:\n- [A](https://example.com/a)") == true)
    }

    @Test func promptQueuedMidTurnIsAnsweredBesideTheToolResult() throws {
        loop.conversation.say("[[tool:Bash]]")
        let call = try loop.step()
        guard case .toolUse(let id, _, _)? = call.message.blocks.first else { throw Missing() }
        loop.conversation.result("hi", id: id)
        let queued = "The user sent a new message while you were working:\nand this?\n\nThis is how Claude Code surfaces messages."
        loop.conversation.add("system", [["type": "text", "text": .string(queued)]])
        let text = try loop.step().message.text
        #expect(text.hasPrefix("Bash answered: \"hi\".\n\nThis is your 2nd message;"))
        #expect(text.hasSuffix("You said: \"and this?\"."))
    }

    private struct Missing: Error {}

    @Test func theCLIsOwnTurnRepeatsNoDirective() throws {
        _ = try loop.turn("[[tool:Bash]] [[error:500 x0]]")
        loop.conversation.add("user", "<system-reminder>\nA background task ended.\n</system-reminder>")
        let reply = try loop.step()
        #expect(reply.message.stopReason == "end_turn")
        #expect(reply.message.text == "Noted.")
    }

    @Test func theCLIsOwnWordsAreQuoted() throws {
        _ = try loop.turn("[[stop:max_tokens]]")
        loop.conversation.add("user", "Output token limit hit. Resume directly.")
        let message = try loop.step().message
        #expect(message.text == "Understood: \"Output token limit hit. Resume directly.\".")
        #expect(message.stopReason == "end_turn")
    }

    @Test func summaryHasTheTagsTheCLIAsksFor() throws {
        _ = try loop.turn("one [[stop:refusal]]")
        loop.conversation.add("user", "CRITICAL: Respond with TEXT ONLY: an <analysis> block followed by a <summary> block.")
        let reply = try loop.step()
        #expect(reply.message.text.contains("<summary>\nStub memory: {\"prompts\":1,"))
        #expect(reply.message.stopReason == "end_turn")
    }

    @Test func webSearchRequestIsAnsweredWithResults() throws {
        loop.conversation = .search("Swift für Server")
        let reply = try loop.step()
        let types = reply.message.blocks.map { $0.json["type"]?.string }
        #expect(types.prefix(2) == ["server_tool_use", "web_search_tool_result"])
        #expect(reply.message.blocks[0].json["input"] == ["query": "Swift für Server"])
        #expect(reply.message.text.contains("Sources:\n- [Swift für Server: an overview](https://example.com/swift-f-r-server)"))
        #expect(reply.message.stopReason == "end_turn")
    }

    @Test func searchToolBesideOthersDoesNotForceASearch() throws {
        var cli = CLIConversation.search("x")
        cli.tools = [["type": "web_search_20260209", "name": "web_search"], ["name": "Bash", "input_schema": [:]]]
        loop.conversation = cli
        #expect(try loop.step().message.text.hasPrefix("This is your 1st message"))
    }

    @Test func echoesShowWhatWasSent() throws {
        #expect(try loop.texts("[[echo-system]]").first?.hasSuffix("\n\nYou are terse.") == true)
        #expect(try loop.texts("[[echo-tools]]") == ["Bash, WebSearch"])
    }

    @Test func rememberAddsTheDefaultAnswer() throws {
        let texts = try loop.texts("[[text:Hello.]] [[remember]]")
        #expect(texts.first?.hasPrefix("Hello.\n\nThis is your 1st message;") == true)
    }

    @Test(arguments: [0, 1, 100, 100_000])
    func sizeIsExact(bytes: Int) throws {
        let loop = AgentLoop()
        #expect(try loop.texts("[[size:\(bytes)]]").first?.utf8.count == bytes)
    }

    @Test(arguments: ["max_tokens", "refusal", "pause_turn"])
    func stopReasonIsTheOrderedOne(reason: String) throws {
        let loop = AgentLoop()
        #expect(try loop.turn("[[stop:\(reason)]]").first?.message.stopReason == reason)
    }

    @Test func usageIsAboutAQuarterOfTheBytes() throws {
        let message = try #require(try loop.turn("[[size:4000]]").first?.message)
        #expect(message.usage.output == 1_000)
        #expect(message.usage.input > 100 && message.usage.input < 400)
    }

    @Test func countedFaultEndsAfterItsTimes() throws {
        loop.conversation.say("[[error:529 x2]]")
        let faults = try (0..<4).map { _ in try loop.reply().fault }
        let overloaded = Fault.Kind.failure(APIFailure(status: 529))
        #expect(faults == [overloaded, overloaded, nil, nil])
    }

    @Test func faultsAreCountedForEachSessionAndPrompt() throws {
        loop.conversation.say("[[error:529 x1]]")
        #expect(try loop.step().fault != nil)
        loop.conversation.say("[[error:529 x1]]")
        #expect(try loop.reply().fault != nil)
        #expect(try loop.reply().fault == nil)
        loop.conversation.session = "another"
        #expect(try loop.reply().fault != nil)
    }

    @Test func severalFaultsComeOneAfterTheOther() throws {
        loop.conversation.say("[[error:500 x1]] [[drop:x1]]")
        let faults = try (0..<3).map { _ in try loop.reply().fault }
        #expect(faults == [.failure(APIFailure(status: 500)), .drop, nil])
    }

    @Test func badDirectiveIsAnInvalidRequest() throws {
        loop.conversation.say("[[slow:soon]]")
        let error = #expect(throws: APIFailure.self) { try loop.reply() }
        #expect(error?.status == 400)
        #expect(error?.message.contains("[[slow:soon]]") == true)
    }

    @Test func idsDifferWithinARunAndComeFromTheSource() throws {
        let first = AgentLoop()
        let second = AgentLoop()
        let one = try first.turn("a")[0].message.id
        let two = try first.turn("b")[0].message.id
        #expect(one != two)
        #expect(one.hasPrefix("msg_01") && one.count == 28)
        #expect(try second.turn("a")[0].message.id == one)
    }
}
