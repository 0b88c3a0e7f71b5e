internal import HTTP
internal import JSON
internal import ManagedAgents
internal import Records

/// Threads of a session: it has the primary one alone.
struct ThreadEndpoints: Sendable {
    let store: SessionStore
    let events: EventEndpoints
    let streams: EventStreams

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .get("/v1/sessions/{id}/threads") { .json(try await list($0)) },
            .get("/v1/sessions/{id}/threads/{thread}") { .json(try await thread(session($0), $0.time)) },
            .post("/v1/sessions/{id}/threads/{thread}/archive") { request in
                _ = try await session(request)
                throw ManagedError.invalid("the primary thread ends with its session; archive the session")
            },
            .get("/v1/sessions/{id}/threads/{thread}/events") { .json(try await events.list($0, of: session($0))) },
            ManagedRoute(.get, "/v1/sessions/{id}/threads/{thread}/stream", access: streams.access) {
                try await streams.answer($0, of: session($0))
            },
        ]
    }

    private func session(_ request: ManagedRequest) async throws -> StoredSession {
        let session = try await store.session(request.parameter("id"))
        let thread = request.parameter("thread")
        guard thread == ManagedEventID(session: session.id).primaryThread else { throw ManagedError.notFound("thread", thread) }
        return session
    }

    private func list(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        _ = try PageRequest(request.query, list: "\(session.record.id)/threads", standard: 1000, most: 1000, times: nil)
        let thread = try await thread(session, request.time)
        let statuses = request.query.texts("statuses")
        let isWanted = statuses.isEmpty || statuses.contains(thread["status"]?.string ?? "")
        return ["data": .array(isWanted ? [thread] : []), "next_page": nil]
    }

    private func thread(_ session: StoredSession, _ time: Timestamp) async throws -> JSONValue {
        let projection = try await store.projection(session)
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
}
