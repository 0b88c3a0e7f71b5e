import Testing

@testable import ModelStub

@Suite struct StubScriptTests {
    private func script(_ text: String) throws -> StubScript { try StubScript(parsing: Array(text.utf8)) }

    @Test func firstFittingRuleAnswers() throws {
        let script = try script(
            #"{"rules":[{"prompt":"weather","turn":2,"answer":"Again? Still sunny."},{"prompt":"weather","answer":"Sunny."},"#
                + #"{"turn":3,"answer":"[[tool:Bash {\"command\":\"date\"}]] Done."}]}"#
        )
        let loop = AgentLoop(script: script)
        #expect(try loop.texts("How is the WEATHER?") == ["Sunny."])
        #expect(try loop.texts("And the weather now?") == ["Again? Still sunny."])
        #expect(try loop.texts("Third") == ["", "Bash answered: \"hi\".\n\nDone."])
        #expect(try loop.texts("Fourth").first?.hasPrefix("This is your 4th message") == true)
    }

    @Test func promptsOwnDirectivesComeFirst() throws {
        let loop = AgentLoop(script: try script(#"{"rules":[{"answer":"Scripted."}]}"#))
        #expect(try loop.texts("[[text:Own.]]") == ["Own."])
        #expect(try loop.texts("plain") == ["Scripted."])
    }

    @Test func answerOfPacingAloneKeepsTheDefaultText() throws {
        let loop = AgentLoop(script: try script(#"{"rules":[{"answer":"[[stop:refusal]]"}]}"#))
        let reply = try #require(try loop.turn("plain").first)
        #expect(reply.message.stopReason == "refusal")
        #expect(reply.message.text.hasPrefix("This is your 1st message"))
    }

    @Test(arguments: [
        ("nonsense", "a list \"rules\""), ("{}", "a list \"rules\""), (#"{"rules":[{}]}"#, "Rule 1"),
        (#"{"rules":[{"answer":"a"},{"answer":"b","turns":1}]}"#, "Rule 2"), (#"{"rules":[{"answer":"a","prompt":1}]}"#, "\"prompt\""),
        (#"{"rules":[{"answer":"a","turn":0}]}"#, "\"turn\""), (#"{"rules":[{"answer":"a","turn":"1"}]}"#, "\"turn\""),
        (#"{"rules":[{"answer":"[[slow:x]]"}]}"#, "[[slow:x]]"),
    ])
    func badScriptIsRefusedWithItsRule(text: String, words: String) {
        let error = #expect(throws: ModelStubError.self) { try script(text) }
        #expect(error?.code == .script)
        #expect(error?.message.contains(words) == true)
    }

    @Test(arguments: [
        ("ell", "Hello", true), ("HELLO", "hello", true), ("hello*", "Hello there", true), ("hello*", "Oh, hello", false),
        ("*there", "Hello there", true), ("h*o*e", "Hello there", true), ("h*x*e", "Hello there", false), ("*", "", true),
        ("ab*ba", "aba", false), ("größe", "Welche GRÖSSE? GRÖßE!", true), ("", "anything", true),
    ])
    func patternMatches(pattern: String, text: String, matches: Bool) {
        #expect(PromptPattern(pattern).matches(text) == matches)
    }
}
