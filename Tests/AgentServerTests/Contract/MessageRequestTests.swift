import JSON
import Testing

@testable import AgentServer

@Suite struct MessageRequestTests {
    @Test(arguments: [
        (#"{"prompt":"a"}"#, "a"), (#" { "prompt" : "\u00e9\n" } "#, "é\n"), (#"{"other":1,"prompt":"b","more":[]}"#, "b"),
        (#"{"prompt":1,"prompt":"last"}"#, "last"), (#"{"prompt":" "}"#, " "), (#"{"prompt":"\u0000"}"#, "\0"),
    ]) func aTextIsAPrompt(body: String, prompt: String) throws {
        #expect(try MessageRequest(Array(body.utf8)).prompt == prompt)
    }

    @Test(arguments: [
        ("", "missing", #"["body"]"#), ("{}", "missing", #"["body","prompt"]"#), (#"{"Prompt":"a"}"#, "missing", #"["body","prompt"]"#),
        (#"{"prompt":1}"#, "string_type", #"["body","prompt"]"#), (#"{"prompt":null}"#, "string_type", #"["body","prompt"]"#),
        (#"{"prompt":["a"]}"#, "string_type", #"["body","prompt"]"#), (#"{"prompt":"a","prompt":2}"#, "string_type", #"["body","prompt"]"#),
        (#"{"prompt":""}"#, "string_too_short", #"["body","prompt"]"#),
        ("[]", "model_attributes_type", #"["body"]"#), ("null", "model_attributes_type", #"["body"]"#),
        ("7", "model_attributes_type", #"["body"]"#), (#""a""#, "model_attributes_type", #"["body"]"#),
    ]) func aFaultIsNamedByTypeAndPlace(body: String, type: String, location: String) throws {
        let invalid = try #require(Self.invalid(Array(body.utf8)))
        #expect(invalid.type == type)
        #expect(JSONValue.array(invalid.location) == (try JSONValue(parsing: location)))
    }

    @Test(arguments: ["not json", "{", #"{"prompt":"a"} more"#, "{'prompt':'a'}", #"{"prompt":"a",}"#, "\u{0}"])
    func whatIsNoJSONHasAnOffset(
        body: String
    ) throws {
        let invalid = try #require(Self.invalid(Array(body.utf8)))
        #expect(invalid.type == "json_invalid")
        #expect(invalid.location.count == 2 && invalid.location[0] == "body" && invalid.location[1].int != nil)
    }

    @Test func whatIsNoUTF8IsNoJSON() throws {
        let bytes = Array(#"{"prompt":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        #expect(Self.invalid(bytes)?.type == "json_invalid")
    }

    @Test func theAnswerIsAListOfOneFault() throws {
        let invalid = try #require(Self.invalid(Array("{}".utf8)))
        #expect(
            String(decoding: invalid.body, as: UTF8.self)
                == #"{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required"}]}"#
        )
    }

    private static func invalid(_ body: [UInt8]) -> MessageRequest.Invalid? {
        do throws(MessageRequest.Invalid) {
            _ = try MessageRequest(body)
            return nil
        } catch {
            return error
        }
    }
}
