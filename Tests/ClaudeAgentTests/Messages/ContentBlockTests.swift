import ClaudeAgent
import JSON
import Testing

@Suite struct ContentBlockTests {
    @Test func eachKindIsRead() {
        #expect(kind(["type": "text", "text": "a"]) == .text("a"))
        #expect(kind(["type": "thinking", "thinking": "t", "signature": "s"]) == .thinking("t", signature: "s"))
        #expect(kind(["type": "redacted_thinking", "data": "d"]) == .redactedThinking(data: "d"))
        #expect(
            kind(["type": "web_search_tool_result", "tool_use_id": "t", "content": [1]])
                == .webSearchToolResult(toolUseID: "t", content: [1])
        )
    }

    @Test(arguments: ["tool_use", "server_tool_use"]) func toolCallsAreRead(_ type: String) throws {
        let block = kind(["type": .string(type), "id": "t1", "name": "Bash", "input": ["command": "ls"]])
        let use: ToolUse? =
            switch block {
            case .toolUse(let use) where type == "tool_use": use
            case .serverToolUse(let use) where type == "server_tool_use": use
            default: nil
            }
        #expect(use?.id == "t1" && use?.name == "Bash" && use?.input == ["command": "ls"])
    }

    @Test func aToolResultMayBeTextOrBlocks() {
        guard case .toolResult(let text) = kind(["type": "tool_result", "tool_use_id": "t", "content": "x", "is_error": true]),
            case .toolResult(let blocks) = kind([
                "type": "tool_result", "tool_use_id": "t",
                "content": [["type": "text", "text": "a"], ["type": "image"], ["type": "text", "text": "b"]],
            ])
        else { Issue.record("not tool_result"); return }
        #expect(text.text == "x" && text.isError)
        #expect(blocks.text == "a\nb" && !blocks.isError)
    }

    @Test(arguments: [["type": "hologram", "x": 1], ["type": "text"], ["type": "tool_use", "id": "t"], [:], 3] as [JSONValue])
    func anythingElseIsKeptWhole(_ json: JSONValue) {
        let block = ContentBlock(json)
        #expect(block.kind == .unknown(type: json["type"]?.string ?? ""))
        #expect(block.json == json)
    }

    private func kind(_ json: JSONValue) -> ContentBlock.Kind {
        ContentBlock(json).kind
    }
}
