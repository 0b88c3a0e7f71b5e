internal import JSON

/// What a subagent does, as clients know it: a thread below the session's own. Pure.
struct ChildThread: Sendable, Hashable {
    let id: String
    /// The call that began it, by the model's id.
    let call: String
    /// The kind of subagent.
    let name: String
    /// What it was begun for.
    let purpose: String?
    /// In microseconds since 1970.
    let created: Int64
    var updated: Int64
    var status = SessionProjection.Status.running

    /// Fields of events about it.
    var fields: JSONObject { ["session_thread_id": .string(id), "agent_name": .string(name)] }
}
