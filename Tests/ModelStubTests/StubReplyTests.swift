import JSON
import Testing

@testable import ModelStub

@Suite struct StubReplyTests {
    private func output(_ prompt: String, streams: Bool) throws -> StubOutput {
        let loop = AgentLoop()
        loop.conversation.streams = streams
        loop.conversation.say(prompt)
        return try loop.step().output(requestID: "req_1")
    }

    private func json(_ output: StubOutput) throws -> JSONValue { try JSONValue(parsing: output.body) }

    @Test func withoutStreamingTheMessageIsWhole() throws {
        let output = try output("[[think:Hm]] [[text:a]] [[tool:Bash {\"command\":\"ls\"}]] [[stall:50]]", streams: false)
        let body = try json(output)
        #expect(output.status == 200 && output.contentType == "application/json")
        #expect(body["content"]?.array?.map { $0["type"]?.string } == ["thinking", "text", "tool_use"])
        #expect(body["content"]?[2]?["input"] == ["command": "ls"])
        #expect(body["stop_reason"] == "tool_use")
    }

    @Test func withoutStreamingTheAnswerTakesAsLong() throws {
        let output = try output("[[text:abcd]] [[chunks:4]] [[slow:20]] [[stall:300]]", streams: false)
        #expect(output.chunks.map(\.delay) == [.milliseconds(380)])
    }

    @Test(arguments: [true, false])
    func errorHasTheEnvelopeTheStatusAndRetryAfter(streams: Bool) throws {
        let output = try output("[[error:429 retry-after=3]]", streams: streams)
        #expect(output.status == 429 && output.fields["retry-after"] == "3")
        #expect(
            try json(output) == [
                "type": "error",
                "error": ["type": "rate_limit_error", "message": "Number of requests has exceeded your rate limit"],
                "request_id": "req_1",
            ]
        )
    }

    @Test(arguments: [true, false])
    func dropSendsNothing(streams: Bool) throws {
        let output = try output("[[drop]] [[stall:40]]", streams: streams)
        #expect(output.ending == .silent && output.body.isEmpty)
        #expect(output.chunks.first?.delay == .milliseconds(40))
    }

    @Test func dropMidEndsAStreamBeforeItsLastEvent() throws {
        let output = try output("[[drop-mid]] [[text:abcd]] [[chunks:4]]", streams: true)
        let names = try output.chunks.map { try StreamEvent($0).name }
        #expect(output.ending == .dropped)
        #expect(names.first == "message_start" && names.contains("content_block_delta") && !names.contains("message_delta"))
    }

    @Test func dropMidCutsABodyShortOfItsLength() throws {
        let output = try output("[[drop-mid]]", streams: false)
        #expect(output.ending == .dropped)
        #expect(output.body.first == UInt8(ascii: "{"))
        #expect(throws: JSONError.self) { try json(output) }
    }

    @Test func streamErrorComesMidway() throws {
        let output = try output("[[sse-error:overloaded_error]] [[text:abcd]] [[chunks:4]]", streams: true)
        let events = try output.chunks.map(StreamEvent.init)
        #expect(output.ending == .finished)
        #expect(events.last?.data["error"] == ["type": "overloaded_error", "message": "Overloaded"])
        #expect(events.contains { $0.name == "content_block_delta" } && !events.contains { $0.name == "message_stop" })
    }

    @Test(arguments: [("overloaded_error", 529), ("api_error", 500), ("rate_limit_error", 429), ("strange_error", 500)])
    func streamErrorIsAStatusWithoutStreaming(type: String, status: Int) throws {
        let output = try output("[[sse-error:\(type)]]", streams: false)
        #expect(output.status == status)
        #expect(try json(output)["error"]?["type"]?.string == type)
    }
}
