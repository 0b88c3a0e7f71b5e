internal import Domain
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records

/// The /v1 sessions that are kept, and what has become of each.
struct SessionStore: Sendable {
    let records: any RecordStore
    let journal: any Journal
    let checkpoints: ProjectionCheckpoints
    let kept: KeptProjections

    /// A session.
    ///
    /// - Throws: `ManagedError` 404, `RecordError`.
    func session(_ id: String) async throws -> StoredSession {
        guard let record = try await records.record(StoredSession.kind, id: id), let session = StoredSession(record) else {
            throw ManagedError.notFound("session", id)
        }
        return session
    }

    /// A session of which something is to be changed.
    ///
    /// - Throws: `ManagedError` 404, and 400 for one that is archived.
    func openSession(_ id: String) async throws -> StoredSession {
        let session = try await session(id)
        try session.checkOpen()
        return session
    }

    /// The session's past.
    func history(_ session: StoredSession) -> EventHistory {
        EventHistory(journal: journal, subject: session.subject, checkpoints: checkpoints, kept: kept)
    }

    /// What has become of a session until now.
    func projection(_ session: StoredSession) async throws -> SessionProjection {
        let last = (try await journal.head(of: session.id)?.next ?? 1) - 1
        let projection = try await history(session).projection(after: last)
        checkpoints.keepLatest(projection)
        return projection
    }

    /// A session on the wire.
    func object(_ session: StoredSession, at time: Timestamp) async throws -> JSONValue {
        SessionObject.json(session, try await projection(session), at: time.microseconds)
    }
}
