import JSON
import Testing

@testable import ModelStub

@Suite struct ConversationTests {
    private typealias Prompt = Conversation.Prompt

    @Test func remindersAndToolResultsAreNotPrompts() throws {
        var cli = CLIConversation()
        cli.say("one")
        cli.call("Bash")
        cli.result("hi")
        cli.answer("done")
        cli.say("two")
        let conversation = try cli.conversation()
        #expect(conversation.prompts == [Prompt(ordinal: 2, text: "two")])
        #expect(conversation.first == "one")
        #expect(conversation.toolSteps == 0)
        #expect(conversation.results.isEmpty)
    }

    @Test func toolStepsAndResultsOfTheRunningTurnAreKnown() throws {
        var cli = CLIConversation()
        cli.say("one")
        cli.call("Bash", id: "a")
        cli.result("hi", id: "a")
        cli.call("Read", id: "b")
        cli.result("no such file", id: "b", isError: true)
        let conversation = try cli.conversation()
        #expect(conversation.toolSteps == 2)
        #expect(conversation.results == [Conversation.ToolResult(tool: "Read", text: "no such file", isError: true)])
    }

    @Test func stringContentAndPlainRequestsAreReadToo() throws {
        let body: JSONValue = ["model": "m", "max_tokens": 1, "messages": [["role": "user", "content": "hello"]]]
        let conversation = Conversation(try StubRequest(body: body.serialized()).messages)
        #expect(conversation.prompts == [Prompt(ordinal: 1, text: "hello")])
    }

    @Test func queuedPromptJoinsTheRunningTurn() throws {
        var cli = CLIConversation()
        cli.say("one")
        cli.call("Bash")
        cli.result("hi")
        cli.add("system", "The user sent a new message while you were working:\ntwo\n\nThis is how Claude Code surfaces messages.")
        let conversation = try cli.conversation()
        #expect(conversation.prompts == [Prompt(ordinal: 1, text: "one"), Prompt(ordinal: 2, text: "two")])
        #expect(conversation.toolSteps == 1)
        #expect(conversation.results.count == 1)
    }

    @Test func promptAfterAnInterruptStartsANewTurn() throws {
        var cli = CLIConversation()
        cli.say("one")
        cli.call("Bash")
        let block: JSONValue = ["type": "tool_result", "content": "The tool use was rejected", "is_error": true, "tool_use_id": "toolu_1"]
        let marker: JSONValue = ["type": "text", "text": "[Request interrupted by user for tool use]\n"]
        cli.add("user", [block, marker, ["type": "text", "text": "two"]])
        let conversation = try cli.conversation()
        #expect(conversation.prompts == [Prompt(ordinal: 2, text: "two")])
        #expect(conversation.toolSteps == 0)
        #expect(conversation.results.isEmpty)
    }

    @Test func failedPromptBesideTheNextIsCountedButOver() throws {
        var cli = CLIConversation()
        cli.add("user", [["type": "text", "text": "[[error:400]]\n"], ["type": "text", "text": "bye"]])
        #expect(try cli.conversation().prompts == [Prompt(ordinal: 2, text: "bye")])
        #expect(try cli.conversation().first == "[[error:400]]")
    }

    @Test func aSubagentsConversationBeginsWithItsSkill() throws {
        let skill = "Base directory for this skill: /skills/forky\n\n[[text:Inner.]]\n"
        var cli = CLIConversation()
        cli.add("user", [["type": "text", "text": .string(CLIConversation.reminder)], ["type": "text", "text": .string(skill)]])
        #expect(try cli.conversation().prompts == [Prompt(ordinal: 1, text: "[[text:Inner.]]")])
        // In a conversation that somebody has begun it is no prompt.
        cli = CLIConversation()
        cli.say("one")
        cli.add("user", .string(skill))
        #expect(try cli.conversation().prompts == [Prompt(ordinal: 1, text: "one")])
    }

    @Test func anOrderToGoOnBelongsToTheTurnThatWasCutOff() throws {
        var cli = CLIConversation()
        cli.say("[[tool:Bash]] [[text:Done.]]")
        cli.call("Bash", id: "a")
        cli.result("hi", id: "a")
        cli.add("user", "Continue from where you left off.")
        let conversation = try cli.conversation()
        #expect(conversation.prompts.map(\.ordinal) == [1] && conversation.toolSteps == 1 && conversation.count == 1)
        #expect(conversation.results.map(\.text) == ["hi"] && conversation.notice == nil)
    }

    @Test func theCLIsOwnMessageIsANoticeAndNoPrompt() throws {
        var cli = CLIConversation()
        cli.say("one")
        cli.answer("A")
        cli.add("user", "Stop hook feedback:\n[x]: keep going")
        let conversation = try cli.conversation()
        #expect(conversation.notice == "Stop hook feedback:\n[x]: keep going")
        #expect(conversation.count == 1)
    }

    @Test func pictureAloneIsAPrompt() throws {
        var cli = CLIConversation()
        let image: JSONValue = ["type": "image", "source": ["type": "base64", "media_type": "image/png", "data": ""]]
        cli.add("user", [image, ["type": "text", "text": "[Image: source: /tmp/1.png]"]])
        #expect(try cli.conversation().prompts == [Prompt(ordinal: 1, text: "[image]")])
    }

    @Test func compactionKeepsTheCountAndTheFirstPrompt() throws {
        var cli = CLIConversation()
        for number in 1...4 {
            cli.say(number == 1 ? "Mein erster \"Satz\"" : "next")
            cli.answer("yes")
        }
        cli.add("user", "CRITICAL: Respond with TEXT ONLY. An <analysis> block followed by a <summary> block.")
        let before = try cli.conversation()
        #expect(before.wantsSummary)
        var after = CLIConversation()
        let summary = ConversationSummary.answer(for: before)
        after.add("user", .string("This session is being continued from a previous conversation that ran out of context.\n\n\(summary)"))
        after.answer("yes")
        after.say("five")
        #expect(try after.conversation().first == "Mein erster \"Satz\"")
        #expect(try after.conversation().prompts == [Prompt(ordinal: 5, text: "five")])
    }

    @Test func foreignSummaryStartsTheCountAnew() throws {
        var cli = CLIConversation()
        cli.add("user", "This session is being continued from a previous conversation.\nStub memory: {broken\nNothing else.")
        cli.say("hello")
        #expect(try cli.conversation().prompts == [Prompt(ordinal: 1, text: "hello")])
    }
}
