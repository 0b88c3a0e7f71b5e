internal import JSON
internal import ManagedAgents
internal import Records

/// Threads on the wire. Pure.
enum ThreadObject {
    /// The session's own thread, and those of its subagents.
    static func all(_ session: StoredSession, _ projection: SessionProjection, at time: Timestamp) -> [JSONValue] {
        [primary(session, projection, at: time)] + projection.children.map { child($0, session, projection) }
    }

    private static func primary(_ session: StoredSession, _ projection: SessionProjection, at time: Timestamp) -> JSONValue {
        let record = session.record
        return [
            "id": .string(projection.ids.primaryThread),
            "type": "session_thread",
            "session_id": .string(record.id),
            "parent_thread_id": nil,
            "agent": session.agent,
            "status": .string(SessionObject.status(session, projection).rawValue),
            "stats": SessionObject.stats(session, projection, at: time.microseconds),
            "usage": .object(projection.usage.json),
            "created_at": Timestamp(microseconds: record.created).json,
            "updated_at": Timestamp(microseconds: max(record.updated, projection.time)).json,
            "archived_at": record.archived.map { Timestamp(microseconds: $0).json } ?? .null,
        ]
    }

    private static func child(_ child: ChildThread, _ session: StoredSession, _ projection: SessionProjection) -> JSONValue {
        let created = Timestamp(microseconds: child.created), updated = Timestamp(microseconds: max(child.created, child.updated))
        return [
            "id": .string(child.id),
            "type": "session_thread",
            "session_id": .string(session.record.id),
            "parent_thread_id": .string(projection.ids.primaryThread),
            "agent": agent(child, session.agent),
            "status": .string((session.isArchived ? .terminated : child.status).rawValue),
            // What it takes is counted with the session.
            "stats": nil,
            "usage": nil,
            "created_at": created.json,
            "updated_at": updated.json,
            "archived_at": session.record.archived.map { Timestamp(microseconds: $0).json } ?? .null,
        ]
    }

    /// A subagent has no definition of its own here: it has the session's tools and model, and a system prompt of the CLI's.
    private static func agent(_ child: ChildThread, _ agent: JSONValue) -> JSONValue {
        let shared = ["model", "tools", "mcp_servers", "execution_identity"]
        let head: JSONObject = ["type": "inline", "name": .string(child.name), "description": child.purpose.map { .string($0) } ?? .null]
        let rest = JSONObject(shared.map { (key: $0, value: agent[$0] ?? .null) })
        return .object(head.merging(rest).merging(["system": nil, "skills": []]))
    }
}
