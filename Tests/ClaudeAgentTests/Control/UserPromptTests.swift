import ClaudeAgent
import JSON
import Testing

@Suite struct UserPromptTests {
    @Test func textAloneIsTheShortFrame() {
        #expect(
            text("hello")
                == #"{"type":"user","session_id":"","message":{"role":"user","content":"hello"},"parent_tool_use_id":null}"#
        )
    }

    @Test func everyFieldIsSentByItsName() {
        var prompt = UserPrompt(.blocks([["type": "text", "text": "a"]]), uuid: "u")
        prompt.isVerbatim = true
        prompt.priority = .now
        prompt.asks = false
        prompt.origin = ["kind": "human"]
        prompt.isSynthetic = true
        prompt.timestamp = "2026-01-01T00:00:00Z"
        prompt.sessionID = "default"
        #expect(
            text(prompt)
                == #"{"type":"user","session_id":"default","message":{"role":"user","content":[{"type":"text","text":"a"}]},"#
                + #""parent_tool_use_id":null,"uuid":"u","priority":"now","origin":{"kind":"human"},"shouldQuery":false,"#
                + #""client_composed":true,"timestamp":"2026-01-01T00:00:00Z","isSynthetic":true}"#
        )
    }

    @Test(arguments: ["a\nb", "a\r\n{\"type\":\"x\"}", "\u{2028}", "\u{0}", "\"}\n"]) func noTextBreaksOutOfItsLine(_ content: String)
        throws
    {
        let line = OutboundFrame.line(UserPrompt(content).frame)
        #expect(line.filter { $0 == 0x0A }.count == 1 && line.last == 0x0A)
        #expect(try JSONValue(parsing: Array(line.dropLast()))["message"]?["content"]?.string == content)
    }

    @Test func smallFramesAreExact() {
        #expect(JSONValue.object(OutboundFrame.keepAlive).serializedString() == #"{"type":"keep_alive"}"#)
        #expect(
            JSONValue.object(OutboundFrame.cancel(requestID: "r")).serializedString()
                == #"{"type":"control_cancel_request","request_id":"r"}"#
        )
    }

    private func text(_ prompt: UserPrompt) -> String {
        JSONValue.object(prompt.frame).serializedString()
    }
}
