import JSON
import Testing

@testable import ModelStub

@Suite struct StreamWriterTests {
    private func reply(_ prompt: String) throws -> StubReply {
        let loop = AgentLoop()
        loop.conversation.say(prompt)
        return try loop.step()
    }

    private func events(_ prompt: String) throws -> [StreamEvent] {
        try reply(prompt).output(requestID: "req_1").chunks.map(StreamEvent.init)
    }

    @Test func textComesInTheAPIsOrder() throws {
        let events = try events("[[text:abcdef]] [[chunks:2]]")
        #expect(
            events.map(\.name) == [
                "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop",
                "message_delta", "message_stop",
            ]
        )
        #expect(events[1].data["content_block"] == ["type": "text", "text": ""])
        #expect(events[3].data["delta"] == ["type": "text_delta", "text": "abc"])
        #expect(events[4].data["delta"] == ["type": "text_delta", "text": "def"])
    }

    @Test func startHasAnEmptyMessageAndTheEndItsUsage() throws {
        let events = try events("[[text:abcdefgh]] [[usage:11,22,33,44]]")
        let start = try #require(events.first?.data["message"])
        #expect(start["role"] == "assistant" && start["type"] == "message" && start["model"] == "claude-sonnet-4-6")
        #expect(start["content"] == [] && start["stop_reason"] == .null)
        #expect(start["usage"]?["input_tokens"] == 11 && start["usage"]?["output_tokens"] == 1)
        #expect(start["usage"]?["cache_read_input_tokens"] == 33 && start["usage"]?["cache_creation_input_tokens"] == 44)
        let end = try #require(events.first { $0.name == "message_delta" }?.data)
        #expect(end["delta"] == ["stop_reason": "end_turn", "stop_sequence": .null])
        #expect(end["usage"]?["output_tokens"] == 22)
    }

    @Test func thinkingEndsWithItsSignature() throws {
        let events = try events("[[think:Hm.]] [[text:a]] [[chunks:1]]")
        #expect(events[1].data["content_block"] == ["type": "thinking", "thinking": "", "signature": ""])
        let deltas = events.filter { $0.name == "content_block_delta" }.map { $0.data["delta"]?["type"]?.string }
        #expect(deltas == ["thinking_delta", "signature_delta", "text_delta"])
        #expect(events.filter { $0.name == "content_block_start" }.map { $0.data["index"]?.int } == [0, 1])
    }

    @Test func toolInputComesAsPartialJSON() throws {
        let events = try events(#"[[chunks:3]] [[tool:Bash {"command":"echo ö"}]]"#)
        let block = try #require(events.first { $0.name == "content_block_start" }?.data["content_block"])
        #expect(block["type"] == "tool_use" && block["name"] == "Bash" && block["input"] == [:])
        #expect(block["id"]?.string?.hasPrefix("toolu_01") == true)
        let parts = events.compactMap { $0.data["delta"]?["partial_json"]?.string }
        #expect(parts.count == 3)
        #expect(try JSONValue(parsing: parts.joined()) == ["command": "echo ö"])
        #expect(events.first { $0.name == "message_delta" }?.data["delta"]?["stop_reason"] == "tool_use")
    }

    @Test func toolWithoutInputStillSendsAnObject() throws {
        let parts = try events("[[tool:ListAgents]]").compactMap { $0.data["delta"]?["partial_json"]?.string }
        #expect(parts == ["{}"])
    }

    @Test func searchHasResultsAndCitationsBeforeTheText() throws {
        let events = try events("[[search:swift]] [[chunks:1]]")
        let starts = events.filter { $0.name == "content_block_start" }.map { $0.data["content_block"] }
        #expect(starts.prefix(2).map { $0?["type"]?.string } == ["server_tool_use", "web_search_tool_result"])
        #expect(starts[1]?["tool_use_id"] == starts[0]?["id"])
        #expect(starts[1]?["content"]?[0]?["type"] == "web_search_result")
        let cited = events.filter { $0.data["index"] == 3 && $0.name == "content_block_delta" }.map { $0.data["delta"] }
        #expect(cited.map { $0?["type"]?.string } == ["citations_delta", "text_delta"])
        #expect(cited[0]?["citation"]?["type"] == "web_search_result_location")
        let usage = events.first { $0.name == "message_delta" }?.data["usage"]
        #expect(usage?["server_tool_use"] == ["web_search_requests": 1])
    }

    @Test func deltasWaitForTheGapAndTheFirstByteForTheStall() throws {
        let chunks = try reply("[[text:abcd]] [[chunks:4]] [[slow:20]] [[stall:300]]").output(requestID: "r").chunks
        #expect(chunks.first?.delay == .milliseconds(300))
        #expect(chunks.dropFirst().filter { $0.delay == .milliseconds(20) }.count == 4)
        #expect(chunks.map(\.delay).reduce(.zero, +) == .milliseconds(380))
    }
}
