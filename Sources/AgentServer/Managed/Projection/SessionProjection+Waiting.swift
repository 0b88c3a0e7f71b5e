internal import JSON

/// Waiting for a person.
extension SessionProjection {
    mutating func wait(_ body: JSONObject) {
        let open = (body["calls"]?.array ?? []).compactMap { $0["tool_use_id"]?.string }
        guard !open.isEmpty else { return }
        closeMessage(keepsText: true)
        waiting = open
        rest(["type": "requires_action", "event_ids": .array(open.map { .string(ids.call($0)) })])
    }

    mutating func answered(_ body: JSONObject) {
        guard let call = body["tool_use_id"]?.string, let uuid = body["uuid"]?.string else { return }
        let (type, fields) = Self.answer(body, to: ids.call(call))
        let index = calls.firstIndex { $0.id == call }
        if let thread = index.flatMap({ calls[$0].thread }) {
            emit(type, id: ids.sent(uuid), fields.merging(["session_thread_id": .string(thread)]))
            emit(type, id: ids.sent(uuid), fields, in: thread)
        } else {
            emit(type, id: ids.sent(uuid), fields)
        }
        if let index { calls[index].isAnswered = true }
        waiting?.removeAll { $0 == call }
        if waiting?.isEmpty == true { run() }
    }

    /// An answer as the client has sent it.
    static func answer(_ body: JSONObject, to id: String) -> (type: String, fields: JSONObject) {
        guard body["kind"]?.string == "custom_tool" else {
            var fields: JSONObject = ["tool_use_id": .string(id), "result": body["result"] ?? "allow"]
            if let message = body["message"], !message.isNull { fields.append("deny_message", message) }
            return ("user.tool_confirmation", fields)
        }
        var fields: JSONObject = ["custom_tool_use_id": .string(id)]
        if let content = body["content"], !content.isNull { fields.append("content", content) }
        if let isError = body["is_error"], !isError.isNull { fields.append("is_error", isError) }
        return ("user.custom_tool_result", fields)
    }
}
