import JSON
import Testing

/// Tools that run without anybody being asked.
extension Scenario {
    static let tools = [
        Scenario("tool-read") { stage in
            #expect(Checkout.write("a line to be read\n", to: stage.workFolder + "/note.txt"))
            let agent = try await stage.open()
            try await agent.turn("[[tool:Read {\"file_path\":\"\(stage.workFolder)/note.txt\"}]]")
            #expect(agent.lastToolResult.contains("a line to be read"))
            try await agent.end()
        },
        Scenario("tool-bash") { stage in
            let agent = try await stage.open(["--allowedTools", "Bash"])
            try await agent.turn(#"[[tool:Bash {"command":"echo hello; exit 3"}]] [[tool:Bash {"command":"echo fine"}]]"#)
            #expect(agent.lastToolResult == "fine")
            try await agent.end()
        },
        Scenario("background-task") { stage in
            let agent = try await stage.open(["--allowedTools", "Bash"])
            let gate = try Gate(in: stage.workFolder)
            try await agent.prompt(#"[[tool:Bash {"command":"cat gate","run_in_background":true,"description":"waits"}]]"#)
            try await agent.until { $0["type"] == "result" }
            try await agent.idle()
            try await gate.letReaderGo()
            try await agent.until { $0["type"] == "result" && $0["origin"] != nil }
            try await agent.idle()
            try await agent.end()
        },
        Scenario("sdk-mcp") { stage in
            let agent = try await stage.start(["--allowedTools", "mcp__calc__add"])
            agent.answer = CalculatorServer.answer
            try await agent.call("initialize", ["sdkMcpServers": ["calc"]])
            try await agent.turn(#"[[tool:mcp__calc__add {"a":2,"b":3}]]"#)
            #expect(agent.lastToolResult == "5")
            try await agent.end()
        },
    ]
}

/// An MCP server inside the host, with one tool.
enum CalculatorServer {
    static func answer(_ request: JSONValue) -> JSONValue? {
        let message = request["message"] ?? .null
        guard let id = message["id"] else { return ["mcp_response": ["jsonrpc": "2.0", "result": [:]]] }
        return ["mcp_response": ["jsonrpc": "2.0", "id": id, "result": result(message)]]
    }

    private static func result(_ message: JSONValue) -> JSONValue {
        switch message["method"]?.string {
        case "initialize":
            return [
                "protocolVersion": message["params"]?["protocolVersion"] ?? .null, "capabilities": ["tools": [:]],
                "serverInfo": ["name": "calc", "version": "1.0.0"],
            ]
        case "tools/list":
            let number: JSONValue = ["type": "number"]
            let schema: JSONValue = ["type": "object", "properties": ["a": number, "b": number]]
            return ["tools": [["name": "add", "description": "Adds", "inputSchema": schema]]]
        case "tools/call":
            let arguments = message["params"]?["arguments"]
            let sum = (arguments?["a"]?.int ?? 0) + (arguments?["b"]?.int ?? 0)
            return ["content": [["type": "text", "text": .string(String(sum))]]]
        default: return [:]
        }
    }
}
