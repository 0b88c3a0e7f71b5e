internal import JSON

/// What the CLI has said.
extension SessionProjection {
    mutating func take(frame: JSONObject) {
        if let call = frame["parent_tool_use_id"]?.string { return take(frame: frame, ofCall: call) }
        switch frame["type"]?.string {
        case "assistant": progress { $0.assistant(frame) }
        case "user": progress { $0.results(frame) }
        case "stream_event": progress { $0.stream(frame["event"]?.object ?? JSONObject()) }
        case "result": take(result: frame)
        case "system": system(frame)
        case "conversation_reset": usage.reset()
        default: break
        }
    }

    /// The model is heard again after it had to be asked anew.
    private mutating func progress(_ body: (inout Self) -> Void) {
        if status == .rescheduling { run() }
        body(&self)
    }

    private mutating func take(result frame: JSONObject) {
        let isAborted = (frame["terminal_reason"]?.string ?? "").hasPrefix("aborted")
        closeMessage(keepsText: !isAborted)
        usage.told(frame)
        result = JSONObject(frame.filter { TurnConclusion.resultKeys.contains($0.key) })
    }

    private mutating func system(_ frame: JSONObject) {
        switch frame["subtype"]?.string {
        case "init": for server in frame["mcp_servers"]?.array ?? [] { note(server) }
        case "api_retry": retry(frame)
        case "model_refusal_no_fallback": note(refusal: frame)
        case "task_started": taskBegan(frame)
        case "task_notification": taskEnded(frame)
        case "compact_boundary": emit("agent.thread_context_compacted")
        default: break
        }
    }

    private static let categories = ["cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms"]

    private mutating func note(refusal frame: JSONObject) {
        let category = frame["api_refusal_category"] ?? .null
        let isKnown = category.string.map(Self.categories.contains) ?? false
        refusal = ["category": isKnown ? category : .null, "explanation": frame["api_refusal_explanation"] ?? .null]
    }

    /// A server that is out of order is reported once until it is in order again.
    private mutating func note(_ server: JSONValue) {
        guard let name = server["name"]?.string, let state = server["status"]?.string else { return }
        let type = ["failed": "mcp_connection_failed_error", "needs-auth": "mcp_authentication_failed_error"][state]
        guard let type else { return _ = brokenServers.remove(name) }
        guard brokenServers.insert(name).inserted else { return }
        let words = state == "failed" ? "could not be reached" : "wants a credential that it accepts"
        let notice = SessionErrorNotice(type: type, message: "the MCP server \(name) \(words)", server: tools.serverName(name))
        emit("session.error", ["error": notice.json(retry: "retrying")])
    }

    private mutating func retry(_ frame: JSONObject) {
        guard status == .running else { return }
        closeMessage(keepsText: false)
        closeRequest(isError: true)
        status = .rescheduling
        let code = frame["error_status"]?.int
        let type = SessionErrorNotice.type(status: code, kind: frame["error"]?.string)
        let notice = SessionErrorNotice(type: type, message: "the model did not answer\(code.map { " (HTTP \($0))" } ?? ""); trying again")
        emit("session.error", ["error": notice.json(retry: "retrying")])
        emitThread("rescheduled")
        emit("session.status_rescheduled")
    }
}
