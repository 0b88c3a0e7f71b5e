internal import HTTP
internal import JSON
internal import ManagedAgents
internal import Records

/// Threads of a session: its own, and one for each subagent.
struct ThreadEndpoints: Sendable {
    let store: SessionStore
    let events: EventEndpoints
    let streams: EventStreams

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .get("/v1/sessions/{id}/threads") { .json(try await list($0)) },
            .get("/v1/sessions/{id}/threads/{thread}") { .json(try await thread($0)) },
            .post("/v1/sessions/{id}/threads/{thread}/archive") { request in
                _ = try await session(request)
                throw ManagedError.invalid("threads end with their session, those of subagents with their turn; archive the session")
            },
            .get("/v1/sessions/{id}/threads/{thread}/events") { .json(try await events.page($0, of: session($0))) },
            ManagedRoute(.get, "/v1/sessions/{id}/threads/{thread}/stream", access: streams.access) {
                try await streams.answer($0, of: session($0))
            },
        ]
    }

    /// The session, as the thread that is asked for sees it.
    private func session(_ request: ManagedRequest) async throws -> StoredSession {
        var session = try await store.session(request.parameter("id"))
        let thread = request.parameter("thread")
        guard thread != ManagedEventID(session: session.id).primaryThread else { return session }
        guard try await store.projection(session).children.contains(where: { $0.id == thread }) else {
            throw ManagedError.notFound("thread", thread)
        }
        session.thread = thread
        return session
    }

    private func list(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        let name = "\(session.record.id)/threads"
        let page = try PageRequest(request.query, list: name, standard: 1000, most: 1000, order: .ascending)
        let statuses = request.query.texts("statuses")
        let wanted = ThreadObject.all(session, try await store.projection(session), at: request.time).filter {
            statuses.isEmpty || statuses.contains($0["status"]?.string ?? "")
        }
        let first = page.cursor?.place ?? 0
        let shown = wanted.dropFirst(first).prefix(page.limit)
        let next = first + shown.count < wanted.count ? JSONValue.string(page.cursor(behind: first + shown.count, 0).text) : .null
        return ["data": .array(Array(shown)), "next_page": next]
    }

    private func thread(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await session(request)
        let threads = ThreadObject.all(session, try await store.projection(session), at: request.time)
        let id = request.parameter("thread")
        guard let thread = threads.first(where: { $0["id"]?.string == id }) else { throw ManagedError.notFound("thread", id) }
        return thread
    }
}
