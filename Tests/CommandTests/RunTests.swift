import ClaudeAgent
import EventLoop
import Glibc
import JSON
import Testing

@testable import Command

@Suite struct RunTests {
    private func frame(_ text: String) throws -> AgentMessage { try AgentMessage(parsing: Array(text.utf8)) }

    @Test(arguments: [
        (#"{"type":"assistant","message":{"content":[{"type":"thinking","thinking":"…"}]}}"#, "🤖 Thinking..."),
        (#"{"type":"assistant","message":{"content":[{"type":"text","text":"hi"}]}}"#, "🤖 Thinking..."),
        (
            #"{"type":"assistant","message":{"content":[{"type":"tool_use","id":"1","name":"WebSearch","input":{}}]}}"#,
            "🤖 Using: WebSearch()"
        ),
        (#"{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"1","content":"x"}]}}"#, "✓ Tool completed"),
        (
            #"{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"1","content":"x","is_error":true}]}}"#,
            "✗ Tool failed"
        ),
        (#"{"type":"user","message":{"content":"a note"}}"#, nil),
        (#"{"type":"assistant","error":"rate_limit","message":{"content":[]}}"#, nil),
        (#"{"type":"result","subtype":"success","result":"x"}"#, nil), (#"{"type":"system","subtype":"init"}"#, nil),
    ])
    func activityHasTheWordsOfTheContract(text: String, expected: String?) throws {
        #expect(Activity.line(for: try frame(text)) == expected)
    }

    private func prompts(_ arguments: [String], _ environment: [String: String] = [:], _ text: String = "") throws -> PromptSource {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        #expect(write(ends[1], text, text.utf8.count) == text.utf8.count)
        close(ends[1])
        return try PromptSource(try Invocation(arguments: arguments, environment: environment), input: StandardInput(descriptor: ends[0]))
    }

    private func all(_ source: PromptSource) async throws -> [String] {
        try await source.open()
        var all: [String] = []
        while let prompt = try await source.next() { all.append(prompt) }
        return all
    }

    @Test(arguments: [
        (["run", "word"], ["PROMPT": "variable"], "input", ["word"]), (["run"], ["PROMPT": "variable"], "input", ["variable"]),
        (["run"], [:], "two\nlines\n", ["two\nlines"]), (["run", "-"], ["PROMPT": "variable"], " input\n", ["input"]),
        (["run", "-i", "word"], [:], "a\n\nb", ["word", "a", "b"]), (["run", "-i"], [:], "a\nb\n", ["a", "b"]),
        (["run", "-i"], ["PROMPT": "variable"], "a\n", ["variable", "a"]), (["entrypoint"], ["PROMPT": "variable"], "input", ["variable"]),
        (["entrypoint", "research"], ["PROMPT": "variable"], "", ["variable"]),
    ])
    func promptIsTheArgumentElseTheVariableElseTheInput(
        arguments: [String],
        environment: [String: String],
        input: String,
        expected: [String]
    ) async throws {
        #expect(try await all(try prompts(arguments, environment, input)) == expected)
    }

    @Test(arguments: [
        (["run"], ""), (["run"], "  \n"), (["run", "-i"], "\n\n"), (["run", "-"], ""), (["entrypoint"], "not read"), (["run", " "], ""),
    ])
    func withoutAPromptTheStatusIsTwoAndAllWaysAreNamed(arguments: [String], input: String) async throws {
        let source = try prompts(arguments, [:], input)
        let error = await #expect(throws: CommandError.self) { try await source.open() }
        #expect(error?.code.number == 2)
        #expect(error?.line.hasPrefix("error: PROMPT env var is required") == true)
        #expect(error?.line.contains("as an argument") == true && error?.line.contains("standard input") == true)
    }
}
