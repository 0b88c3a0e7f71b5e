internal import JSON

/// What the model writes, and what its calls come to.
extension SessionProjection {
    mutating func stream(_ event: JSONObject) {
        switch event["type"]?.string {
        case "message_start": requestBegan(event["message"]?["usage"])
        case "message_delta": request?.update(event["usage"])
        case "message_stop":
            closeMessage(keepsText: true)
            closeRequest(isError: false)
        default: break
        }
    }

    private mutating func requestBegan(_ usage: JSONValue?) {
        closeMessage(keepsText: false)
        closeRequest(isError: true)
        request = OpenRequest(event: emit("span.model_request_start"), tokens: .init(request: usage))
    }

    /// The request is over, if one is open.
    mutating func closeRequest(isError: Bool) {
        guard let open = request else { return }
        request = nil
        usage.answered(open.tokens)
        emit(
            "span.model_request_end",
            ["model_request_start_id": .string(open.event), "is_error": .bool(isError), "model_usage": open.tokens.json]
        )
    }

    mutating func assistant(_ frame: JSONObject) {
        let inner = frame["message"]
        // What the CLI writes by itself is told by the turn's end.
        guard let id = inner?["id"]?.string, inner?["model"]?.string != "<synthetic>" else { return }
        if message?.id != id {
            closeMessage(keepsText: true)
            message = OpenMessage(id: id)
        }
        for block in inner?["content"]?.array ?? [] { take(block, isAborted: frame["aborted"]?.bool ?? false) }
    }

    private mutating func take(_ block: JSONValue, isAborted: Bool) {
        guard var open = message else { return }
        let place = open.count
        if block["type"]?.string == "text" {
            if open.texts.isEmpty { open.runStart = place }
            if !isAborted, let text = block["text"]?.string { open.texts.append(text) }
        } else {
            closeRun()
            open.texts = []
        }
        open.count += 1
        message = open
        take(block, at: place, of: open.id)
    }

    private mutating func take(_ block: JSONValue, at place: Int, of id: String) {
        switch block["type"]?.string {
        case "thinking", "redacted_thinking": emit("agent.thinking", id: ids.thinking(id, block: place))
        case "tool_use": called(block)
        case "server_tool_use": called(block)
        case "web_search_tool_result": if let call = block["tool_use_id"]?.string { returned(call, block) }
        default: break
        }
    }

    /// No more text comes in the present run.
    private mutating func closeRun() {
        guard let open = message, !open.texts.isEmpty else { return }
        message?.texts = []
        let content = open.texts.map { JSONValue.object(["type": "text", "text": .string($0)]) }
        emit("agent.message", id: ids.message(open.id, block: open.runStart), ["content": .array(content)])
    }

    /// Nothing more comes of the present message.
    mutating func closeMessage(keepsText: Bool) {
        if keepsText { closeRun() }
        message = nil
    }

    private mutating func called(_ block: JSONValue) {
        guard let call = block["id"]?.string, let name = block["name"]?.string, !calls.contains(where: { $0.id == call }) else { return }
        let tool = tools.tool(name)
        let asks = tools.asks(name)
        calls.append(Call(id: call, tool: tool, asks: asks))
        let permission: JSONValue = asks ? "ask" : "allow"
        let input = block["input"] ?? .object(JSONObject())
        switch tool {
        case .builtIn(let name):
            emit("agent.tool_use", id: ids.call(call), ["name": .string(name), "input": input, "evaluated_permission": permission])
        case .mcp(let server, let name):
            emit(
                "agent.mcp_tool_use",
                id: ids.call(call),
                ["mcp_server_name": .string(server), "name": .string(name), "input": input, "evaluated_permission": permission]
            )
        case .custom(let name): emit("agent.custom_tool_use", id: ids.call(call), ["name": .string(name), "input": input])
        }
    }

    mutating func results(_ frame: JSONObject) {
        for block in frame["message"]?["content"]?.array ?? [] where block["type"]?.string == "tool_result" {
            if let call = block["tool_use_id"]?.string { returned(call, block) }
        }
    }

    private mutating func returned(_ id: String, _ block: JSONValue) {
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
        let call = calls.remove(at: index)
        let content = JSONValue.array(ToolResultContent.blocks(block["content"]))
        let isError = JSONValue.bool(block["is_error"]?.bool ?? false)
        let event = JSONValue.string(ids.call(id))
        switch call.tool {
        case .builtIn: emit("agent.tool_result", id: ids.result(id), ["tool_use_id": event, "content": content, "is_error": isError])
        case .mcp: emit("agent.mcp_tool_result", id: ids.result(id), ["mcp_tool_use_id": event, "content": content, "is_error": isError])
        // The client's own answer says it.
        case .custom: break
        }
    }
}
