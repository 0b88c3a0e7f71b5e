internal import JSON
internal import ManagedAgents
internal import Records

/// A session on the wire. Pure.
enum SessionObject {
    /// - Parameters:
    ///   - projection: What has become of it until now.
    ///   - time: Now, in microseconds since 1970.
    static func json(_ session: StoredSession, _ projection: SessionProjection, at time: Int64) -> JSONValue {
        let record = session.record
        return [
            "id": .string(record.id),
            "type": "session",
            "agent": session.agent,
            "environment_id": .string(session.environment),
            "status": .string(status(session, projection).rawValue),
            "title": record.body["title"] ?? .null,
            "metadata": .object(session.metadata),
            "resources": .array(session.resources),
            "vault_ids": .array(session.vaults),
            "outcome_evaluations": [],
            "budget": session.budget ?? .null,
            "stats": stats(session, projection, at: time),
            "usage": .object(projection.usage.json),
            "cost_usd": .string(cost(projection)),
            "deployment_id": nil,
            "created_at": Timestamp(microseconds: record.created).json,
            "updated_at": Timestamp(microseconds: max(record.updated, projection.time)).json,
            "archived_at": record.archived.map { Timestamp(microseconds: $0).json } ?? .null,
        ]
    }

    /// What the session does.
    static func status(_ session: StoredSession, _ projection: SessionProjection) -> SessionProjection.Status {
        if session.isArchived || projection.status == .terminated { return .terminated }
        if projection.status == .rescheduling { return .rescheduling }
        return projection.isBusy ? .running : .idle
    }

    static func stats(_ session: StoredSession, _ projection: SessionProjection, at time: Int64) -> JSONValue {
        let end = session.record.archived ?? time
        return [
            "active_seconds": JSONValue(projection.usage.activeSeconds(at: time)),
            "duration_seconds": JSONValue(Double(max(0, end - session.record.created)) / 1_000_000),
        ]
    }

    private static func cost(_ projection: SessionProjection) -> String {
        let micros = Int(exactly: (projection.usage.cost * 1_000_000).rounded()) ?? .max
        let digits = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}
