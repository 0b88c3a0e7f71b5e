import ClaudeAgent
import JSON
import Testing

private struct Broken: Error, CustomStringConvertible { var description: String { "canary" } }

private let add = MCPTool("add", description: "Adds.", inputSchema: ["type": "object"], annotations: ["readOnlyHint": true]) { call in
    guard let a = call.arguments["a"]?.int, let b = call.arguments["b"]?.int else { throw MCPToolFailure("give a and b") }
    return MCPToolResult([.text("\(a + b)")], structuredContent: ["id": call.toolUseID.map { .string($0) } ?? nil])
}

private let server = MCPServer(
    "calc",
    version: "2.0.0",
    instructions: "Count.",
    tools: [add, MCPTool("crash", description: "", inputSchema: [:]) { _ in throw Broken() }]
)

@Suite struct MCPServerTests {
    @Test(arguments: [
        ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-11-25"),
    ]) func initializeAgreesOnAVersionBothSpeak(_ asked: String, _ given: String) async throws {
        let answer = try await text(#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(asked)"}}"#)
        #expect(
            answer
                == #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\#(given)","capabilities":{"tools":{}},"#
                + #""serverInfo":{"name":"calc","version":"2.0.0"},"instructions":"Count."}}"#
        )
    }

    @Test func notificationsGetAnEmptyResult() async throws {
        let message: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]
        #expect(await server.respond(to: message) == nil)
        let payload = await server.payload(answering: message)
        #expect(JSONValue.object(payload).serializedString() == #"{"mcp_response":{"jsonrpc":"2.0","result":{}}}"#)
    }

    @Test func pingIsAnsweredUnderTheIDItHas() async throws {
        #expect(try await text(#"{"jsonrpc":"2.0","id":"x","method":"ping"}"#) == #"{"jsonrpc":"2.0","id":"x","result":{}}"#)
    }

    @Test func toolsAreListed() async throws {
        #expect(
            try await text(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
                == #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"add","description":"Adds.","inputSchema":{"type":"object"},"#
                + #""annotations":{"readOnlyHint":true}},{"name":"crash","description":"","inputSchema":{}}]}}"#
        )
    }

    @Test func aToolIsCalledWithItsArgumentsAndCallID() async throws {
        let call =
            #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"add","arguments":{"a":40,"b":2},"#
            + #""_meta":{"claudecode/toolUseId":"t1","progressToken":2}}}"#
        #expect(
            try await text(call)
                == #"{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"42"}],"structuredContent":{"id":"t1"}}}"#
        )
    }

    @Test(arguments: ["", #","arguments":null"#, #","arguments":{}"#]) func aFailureIsAResultTheModelReads(_ arguments: String) async throws
    {
        #expect(
            try await text(#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"add"\#(arguments)}}"#)
                == #"{"jsonrpc":"2.0","id":3,"result":{"content":[{"type":"text","text":"give a and b"}],"isError":true}}"#
        )
    }

    @Test func aCrashIsAnInternalErrorThatTellsNothing() async throws {
        let answer = try await text(#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"crash"}}"#)
        #expect(answer.contains(#""error":{"code":-32603"#) && answer.contains("Broken") && !answer.contains("canary"))
    }

    @Test(arguments: [
        (#""method":"resources/list""#, -32601), (#""method":"tools/call""#, -32602),
        (#""method":"tools/call","params":{"name":"none"}"#, -32602),
        (#""method":"tools/call","params":{"name":"add","arguments":[1]}"#, -32602), (#""method":7"#, -32600), (#""x":1"#, -32600),
    ]) func whatCannotBeDoneHasACode(_ fields: String, _ code: Int) async throws {
        let answer = try await text(#"{"jsonrpc":"2.0","id":5,\#(fields)}"#)
        #expect(answer.contains(#"{"jsonrpc":"2.0","id":5,"error":{"code":\#(code),"#))
    }

    @Test(arguments: [nil, 3, [], ["id": 1, "method": "ping"], ["jsonrpc": "1.0", "id": 1, "method": "ping"]] as [JSONValue])
    func whatIsNoJSONRPCIsRefused(_ message: JSONValue) async {
        #expect(await server.respond(to: message)?["error"]?["code"] == -32600)
    }

    @Test func anUnknownServerIsAnUnknownMethod() {
        let payload = MCPServer.payload(forUnknownServer: "none", message: ["id": 9])
        #expect(payload["mcp_response"]?["error"]?["code"] == -32601 && payload["mcp_response"]?["id"] == 9)
    }

    @Test func everyKindOfContentIsWritten() {
        let result = MCPToolResult([
            .image(base64: "aQ==", mimeType: "image/png"), .audio(base64: "aQ==", mimeType: "audio/wav"),
            .other(["type": "resource_link", "uri": "u"]),
        ])
        #expect(
            JSONValue.object(result.json).serializedString()
                == #"{"content":[{"type":"image","data":"aQ==","mimeType":"image/png"},{"type":"audio","data":"aQ==","mimeType":"audio/wav"},"#
                + #"{"type":"resource_link","uri":"u"}]}"#
        )
        #expect(MCPToolResult.failure("no").isError && !MCPToolResult.text("yes").isError)
    }

    private func text(_ message: String) async throws -> String {
        let response = await server.respond(to: try JSONValue(parsing: message))
        return JSONValue.object(try #require(response)).serializedString()
    }
}
