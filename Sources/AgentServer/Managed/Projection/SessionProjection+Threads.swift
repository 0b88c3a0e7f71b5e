internal import JSON

/// What subagents do. Each has a thread of its own; the primary one is told that they are there, and of calls that wait for a person.
extension SessionProjection {
    /// Threads that are kept in mind; of more the oldest are forgotten, and their events with them.
    private static let mostChildren = 1000

    /// A frame about a task. Those that are no subagents are told by their calls.
    mutating func taskBegan(_ frame: JSONObject) {
        guard frame["task_type"]?.string == "local_agent", let call = frame["tool_use_id"]?.string else { return }
        begin(call, frame["subagent_type"]?.string, frame["description"]?.string)
    }

    mutating func taskEnded(_ frame: JSONObject) {
        guard let call = frame["tool_use_id"]?.string, let index = children.firstIndex(where: { $0.call == call }) else { return }
        finish(index, isDone: frame["status"]?.string == "completed")
    }

    /// What a subagent says, asks and is told.
    mutating func take(frame: JSONObject, ofCall call: String) {
        let thread = begin(call, frame["subagent_type"]?.string, frame["task_description"]?.string)
        switch frame["type"]?.string {
        case "assistant" where frame["message"]?["model"]?.string != "<synthetic>":
            for block in frame["message"]?["content"]?.array ?? [] { take(block, in: thread) }
        case "user":
            told(frame["message"]?["content"], in: thread)
            results(frame)
        default: break
        }
    }

    /// Those that still run end with the turn.
    mutating func endChildren() {
        for index in children.indices { finish(index, isDone: false) }
    }

    @discardableResult
    private mutating func begin(_ call: String, _ name: String?, _ purpose: String?) -> String {
        if let known = children.first(where: { $0.call == call }) { return known.id }
        let child = ChildThread(id: ids.thread(call), call: call, name: name ?? "subagent", purpose: purpose, created: time, updated: time)
        if children.count >= Self.mostChildren { children.removeFirst() }
        children.append(child)
        emit("session.thread_created", child.fields)
        emitBoth("session.thread_status_running", child.fields, in: child.id)
        return child.id
    }

    private mutating func finish(_ index: Int, isDone: Bool) {
        guard children[index].status == .running else { return }
        children[index].status = isDone ? .idle : .terminated
        children[index].updated = time
        let child = children[index]
        guard isDone else { return emitBoth("session.thread_status_terminated", child.fields, in: child.id) }
        emitBoth("session.thread_status_idle", child.fields.merging(["stop_reason": ["type": "end_turn"]]), in: child.id)
    }

    private mutating func emitBoth(_ type: String, _ fields: JSONObject, in thread: String) {
        let id = emit(type, fields)
        emit(type, id: id, fields, in: thread)
    }

    private mutating func take(_ block: JSONValue, in thread: String) {
        switch block["type"]?.string {
        case "text": emit("agent.message", ["content": [["type": "text", "text": block["text"] ?? ""]]], in: thread)
        case "thinking", "redacted_thinking": emit("agent.thinking", in: thread)
        case "tool_use", "server_tool_use": called(block, in: thread)
        case "web_search_tool_result": if let call = block["tool_use_id"]?.string { returned(call, block) }
        default: break
        }
    }

    /// What the primary agent has told it, which is not named.
    private mutating func told(_ content: JSONValue?, in thread: String) {
        let texts = content?.string.map { [$0] } ?? (content?.array ?? []).compactMap { $0["type"] == "text" ? $0["text"]?.string : nil }
        guard !texts.isEmpty else { return }
        emit(
            "agent.thread_message_received",
            [
                "content": .array(texts.map { ["type": "text", "text": .string($0)] }),
                "from_session_thread_id": .string(ids.primaryThread),
            ],
            in: thread
        )
    }
}
