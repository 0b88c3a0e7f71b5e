import ClaudeAgent
import JSON
import Testing

@Suite struct AgentMessageTests {
    @Test(arguments: Frames.all) func rawBytesAreThoseOfTheLine(_ line: String) throws {
        let message = try AgentMessage(parsing: Array(line.utf8))
        #expect(message.raw == Array(line.utf8))
        #expect(try JSONValue.object(message.json) == JSONValue(parsing: line))
    }

    @Test(arguments: Frames.all) func unknownFieldsSurviveAndKeyOrderDoesNotMatter(_ line: String) throws {
        let object = try AgentMessage(parsing: Array(line.utf8)).json
        var reversed = JSONObject(object.map { ($0.key, $0.value) }.reversed())
        reversed.append("new_field", ["deep": [1, nil]])
        let message = try AgentMessage(parsing: JSONValue.object(reversed).serialized())
        #expect(message.json["new_field"] == ["deep": [1, nil]])
        #expect(Self.name(message.kind) == Self.name(AgentMessage(object).kind))
        #expect(message.uuid == object["uuid"]?.string && message.sessionID == object["session_id"]?.string)
    }

    @Test(arguments: ["weather_report", ""]) func anUnknownTypeIsKept(_ type: String) throws {
        let message = try AgentMessage(parsing: Array(#"{"type":"\#(type)","uuid":"u","x":[1.50]}"#.utf8))
        guard case .other(let name) = message.kind else { Issue.record("not other"); return }
        #expect(name == type && message.uuid == "u" && !message.isHostOnly)
        #expect(try AgentMessage(parsing: message.raw).raw == message.raw)
    }

    @Test(arguments: ["type", "mistyped"]) func aFrameWithoutATypeIsKept(_ name: String) throws {
        let message = try AgentMessage(parsing: Array(#"{"\#(name)":3}"#.utf8))
        guard case .other("") = message.kind else { Issue.record("not other"); return }
    }

    @Test(arguments: ["", "  ", "Warning: noise", "[1]", "null", "\r"]) func noiseIsSkipped(_ line: String) throws {
        #expect(try AgentMessage.parse(line: Array(line.utf8))?.raw == nil)
    }

    @Test(arguments: ["{", "{\"type\":", "{} trailing", "{\"a\":\u{1}}"]) func aBrokenFrameIsAnErrorAndABrokenTailIsNot(_ line: String) {
        let error = #expect(throws: AgentError.self) { try AgentMessage.parse(line: Array(line.utf8)) }
        #expect(error?.code == .jsonDecode && error?.underlying is JSONError)
        #expect(AgentMessage.parse(tail: Array(line.utf8))?.raw == nil)
    }

    @Test func aTailThatIsWholeCounts() {
        #expect(AgentMessage.parse(tail: Array(#"{"type":"keep_alive"}"#.utf8))?.type == "keep_alive")
    }

    @Test(arguments: ["[]", "3", "null"]) func whatIsNoObjectIsNoFrame(_ line: String) {
        let error = #expect(throws: AgentError.self) { try AgentMessage(parsing: Array(line.utf8)) }
        #expect(error?.code == .messageParse)
    }

    @Test(arguments: [
        #"{"type":"keep_alive"}"#, #"{"type":"transcript_mirror","filePath":"/f","entries":[]}"#,
        #"{"type":"control_request","request_id":"r","request":{"subtype":"x"}}"#, #"{"type":"control_cancel_request","request_id":"r"}"#,
        #"{"type":"control_response","response":{"subtype":"success","request_id":"r"}}"#,
        #"{"type":"system","subtype":"session_state_changed","state":"idle","sdk_host_only":true}"#,
    ]) func whatIsBetweenCLIAndHostIsMarked(_ line: String) throws {
        #expect(try AgentMessage(parsing: Array(line.utf8)).isHostOnly)
    }

    @Test(arguments: [
        #"{"type":"control_request"}"#, #"{"type":"control_response","response":{}}"#, #"{"type":"control_cancel_request"}"#,
    ]) func controlFramesWithoutAnIDAreIgnorable(_ line: String) throws {
        guard case .other = try AgentMessage(parsing: Array(line.utf8)).kind else { Issue.record("not other"); return }
    }

    static func name(_ kind: AgentMessage.Kind) -> String {
        Mirror(reflecting: kind).children.first?.label ?? "\(kind)"
    }
}
