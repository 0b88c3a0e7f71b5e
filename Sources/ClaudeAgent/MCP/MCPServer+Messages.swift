public import JSON

extension MCPServer {
    /// Answers the message of an `mcp_message` request: the payload `{"mcp_response": …}`, an empty result for notifications.
    public func payload(answering message: JSONValue) async -> JSONObject {
        let response = await respond(to: message)
        return ["mcp_response": response.map(JSONValue.object) ?? ["jsonrpc": "2.0", "result": [:]]]
    }

    /// The payload for a server nobody knows.
    public static func payload(forUnknownServer name: String, message: JSONValue) -> JSONObject {
        let error = JSONRPC.error(message["id"] ?? nil, .methodNotFound, "there is no MCP server named '\(name)' in this process")
        return ["mcp_response": .object(error)]
    }

    /// Answers one JSON-RPC message; `nil` for a notification, which has no answer.
    public func respond(to message: JSONValue) async -> JSONObject? {
        guard message["jsonrpc"]?.string == "2.0", let method = message["method"]?.string else {
            return JSONRPC.error(message["id"] ?? nil, .invalidRequest, "the message is no JSON-RPC 2.0 request")
        }
        guard let id = message["id"] else { return nil }
        let parameters = message["params"]?.object ?? JSONObject()
        switch method {
        case "initialize": return JSONRPC.result(id, initializeResult(protocolVersion: parameters.string("protocolVersion")))
        case "ping": return JSONRPC.result(id, JSONObject())
        case "tools/list": return JSONRPC.result(id, toolsListResult)
        case "tools/call": return await call(id, parameters)
        default: return JSONRPC.error(id, .methodNotFound, "server '\(name)' has no method '\(method)'")
        }
    }

    private func call(_ id: JSONValue, _ parameters: JSONObject) async -> JSONObject {
        guard let toolName = parameters.string("name"), let tool = tools.first(where: { $0.name == toolName }) else {
            return JSONRPC.error(id, .invalidParams, "server '\(name)' has no tool '\(parameters.string("name") ?? "")'")
        }
        let arguments = parameters["arguments"] ?? nil
        guard arguments.isNull || arguments.object != nil else {
            return JSONRPC.error(id, .invalidParams, "the arguments of tool '\(toolName)' are no object")
        }
        let call = MCPToolCall(
            arguments: arguments.object ?? JSONObject(),
            toolUseID: parameters.object("_meta")?.string("claudecode/toolUseId")
        )
        return await run(tool, call, id)
    }

    private func run(_ tool: MCPTool, _ call: MCPToolCall, _ id: JSONValue) async -> JSONObject {
        do {
            return JSONRPC.result(id, try await tool.handler(call).json)
        } catch let failure as MCPToolFailure {
            return JSONRPC.result(id, MCPToolResult.failure(failure.message).json)
        } catch {
            // The error's own text may hold anything, so only its type goes to the model.
            return JSONRPC.error(
                id,
                .internalError,
                "tool '\(tool.name)' crashed with \(type(of: error)); throw MCPToolFailure to say more"
            )
        }
    }
}

/// The envelopes of JSON-RPC 2.0.
enum JSONRPC {
    enum ErrorCode: Int {
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
    }

    static func result(_ id: JSONValue, _ result: JSONObject) -> JSONObject {
        ["jsonrpc": "2.0", "id": id, "result": .object(result)]
    }

    static func error(_ id: JSONValue, _ code: ErrorCode, _ message: String) -> JSONObject {
        ["jsonrpc": "2.0", "id": id, "error": ["code": JSONValue(code.rawValue), "message": .string(message)]]
    }
}
