import HTTP
import JSON
import ManagedAgents
import Testing

@testable import AgentServer

@Suite struct ClientEventTests {
    private static func refusal(_ event: JSONValue) -> ManagedError? {
        do throws(ManagedError) {
            _ = try ClientEvent.list(["events": [event]])
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("user.define_outcome", nil), ("user.tool_result", nil), ("system.message", "model_does_not_support_mid_conversation_system"),
        ("agent.message", nil),
    ])
    func whatIsNotServedIsRefusedByItsName(type: String, code: String?) throws {
        let error = try #require(Self.refusal(["type": .string(type), "content": []]))
        #expect(error.status.code == 400 && error.type == "invalid_request_error")
        #expect(error.message.contains("events[0].type") && error.details?["error_code"]?.string == code)
    }

    private static let picture: JSONValue = ["type": "image", "source": ["type": "file", "file_id": "file_1"]]

    private static func result(_ blocks: JSONValue, isError: Bool) -> JSONValue {
        ["type": "user.custom_tool_result", "custom_tool_use_id": "sevt_1", "content": blocks, "is_error": .bool(isError)]
    }

    @Test func aFailureIsTextAlone() throws {
        #expect(Self.refusal(Self.result([Self.picture], isError: false)) == nil)
        #expect(Self.refusal(Self.result([["type": "text", "text": "t"]], isError: true)) == nil)
        let error = try #require(Self.refusal(Self.result([["type": "text", "text": "t"], Self.picture], isError: true)))
        #expect(error.status.code == 400 && error.message.contains("events[0].content[1].type"))
    }
}
