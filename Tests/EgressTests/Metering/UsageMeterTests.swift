import HTTP
import Testing

@testable import Egress

@Suite struct UsageMeterTests {
    private func meter(_ type: String, coding: String? = nil) -> UsageMeter {
        var fields = HTTPFields()
        fields.append("Content-Type", type)
        if let coding { fields.append("Content-Encoding", coding) }
        return UsageMeter(fields)
    }

    private static let start = """
        event: message_start\ndata: {"type":"message_start","message":{"type":"message","id":"msg_1","model":"m","usage":{"input_tokens":10,\
        "output_tokens":1,"cache_read_input_tokens":20,"cache_creation_input_tokens":70,"cache_creation":{"ephemeral_5m_input_tokens":30,\
        "ephemeral_1h_input_tokens":40},"server_tool_use":{"web_search_requests":0}}}}\n\n
        """
    private static let delta = """
        event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":12,"output_tokens":99,\
        "cache_creation_input_tokens":70,"server_tool_use":{"web_search_requests":2}}}\n\n
        """
    private static let stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

    @Test(arguments: [1, 7, 100_000]) func aStreamIsReadWhereverItIsSplit(size: Int) throws {
        var meter = meter("text/event-stream; charset=utf-8")
        let all = Array((Self.start + "event: ping\ndata: {}\n\n" + Self.delta + Self.stop).utf8)
        for from in stride(from: 0, to: all.count, by: size) { meter.push(Array(all[from..<min(all.count, from + size)])) }
        let tokens = try #require(meter.tokens)
        #expect(tokens.input == 12 && tokens.output == 99 && tokens.cacheRead == 20 && tokens.webSearches == 2)
        #expect(tokens.cacheWrite5m == 30 && tokens.cacheWrite1h == 40)
        #expect(meter.model == "m" && meter.messageID == "msg_1" && meter.isComplete && !meter.isFast)
    }

    @Test func aCutStreamHasWhatWasSeen() {
        var meter = meter("text/event-stream")
        #expect(meter.tokens == nil)
        meter.push(Array(Self.start.utf8))
        meter.finish()
        #expect(meter.tokens?.output == 1 && !meter.isComplete)
    }

    @Test func aDocumentIsReadAtItsEnd() {
        var meter = meter("application/json")
        meter.push(Array(#"{"type":"message","id":"msg_2","model":"m","usa"#.utf8))
        meter.push(Array(#"ge":{"input_tokens":3,"output_tokens":4,"cache_creation_input_tokens":5,"speed":"fast"}}"#.utf8))
        #expect(meter.tokens == nil)
        meter.finish()
        #expect(meter.tokens?.input == 3 && meter.tokens?.output == 4 && meter.tokens?.cacheWrite5m == 5)
        #expect(meter.messageID == "msg_2" && meter.isFast && meter.isComplete)
    }

    @Test(arguments: [
        #"{"type":"error","error":{}}"#, #"{"input_tokens":7}"#, "[]", "no json", #"{"type":"message","usage":[]}"#, "",
    ])
    func whatHasNoFiguresGivesNone(text: String) {
        var document = meter("application/json")
        document.push(Array(text.utf8))
        document.finish()
        #expect(document.tokens == nil)
        var stream = meter("text/event-stream")
        stream.push(Array("event: message_start\ndata: \(text)\n\nevent: message_delta\ndata: \(text)\n\n".utf8))
        #expect(stream.tokens == nil)
    }

    @Test func absurdFiguresAreCutToABound() {
        var meter = meter("application/json")
        meter.push(
            Array(#"{"type":"message","usage":{"input_tokens":9e99,"output_tokens":999999999999999,"cache_read_input_tokens":-5}}"#.utf8)
        )
        meter.finish()
        #expect(meter.tokens?.output == 1_000_000_000 && meter.tokens?.cacheRead == 0)
    }

    @Test func aCodedBodyAndAnotherTypeAreLeftAlone() {
        for var other in [meter("text/event-stream", coding: "gzip"), meter("text/html")] {
            other.push(Array(Self.start.utf8))
            other.finish()
            #expect(other.tokens == nil)
        }
    }
}
