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

    /// - Parameter thread: The subagent's that makes the call; `nil` for the primary one.
    mutating func called(_ block: JSONValue, in thread: String? = nil) {
        guard let call = block["id"]?.string, let name = block["name"]?.string, !calls.contains(where: { $0.id == call }) else { return }
        let made = Call(id: call, tool: tools.tool(name), asks: tools.asks(name), thread: thread)
        calls.append(made)
        let (type, fields) = Self.event(made, block["input"] ?? .object(JSONObject()))
        emit(type, id: ids.call(call), fields, in: thread)
        guard let thread, made.waits else { return }
        // Whoever has to answer looks at the primary thread.
        emit(type, id: ids.call(call), fields.merging(["session_thread_id": .string(thread)]))
    }

    private static func event(_ call: Call, _ input: JSONValue) -> (type: String, fields: JSONObject) {
        let permission: JSONValue = call.asks ? "ask" : "allow"
        switch call.tool {
        case .builtIn(let name): return ("agent.tool_use", ["name": .string(name), "input": input, "evaluated_permission": permission])
        case .mcp(let server, let name):
            let head: JSONObject = ["mcp_server_name": .string(server), "name": .string(name)]
            return ("agent.mcp_tool_use", head.merging(["input": input, "evaluated_permission": permission]))
        case .custom(let name): return ("agent.custom_tool_use", ["name": .string(name), "input": input])
        }
    }

    mutating func results(_ frame: JSONObject) {
        for block in frame["message"]?["content"]?.array ?? [] where block["type"]?.string == "tool_result" {
            if let call = block["tool_use_id"]?.string { returned(call, block) }
        }
    }

    mutating func returned(_ id: String, _ block: JSONValue) {
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
        let call = calls.remove(at: index)
        let name =
            switch call.tool {
            case .builtIn: "tool"
            case .mcp: "mcp_tool"
            // The client's own answer says it.
            case .custom: nil as String?
            }
        guard let name else { return }
        let fields: JSONObject = [
            "\(name)_use_id": .string(ids.call(id)), "content": .array(ToolResultContent.blocks(block["content"])),
            "is_error": .bool(block["is_error"]?.bool ?? false),
        ]
        emit("agent.\(name)_result", id: ids.result(id), fields, in: call.thread)
    }
}

extension SessionProjection.Call {
    /// Whether it goes on only when the client has said something.
    fileprivate var waits: Bool { if case .custom = tool { true } else { asks } }
}
