internal import Domain
internal import HTTP
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records

/// Events of a session: send, list, stream.
struct EventEndpoints: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let materials: any SessionMaterials
    let streams: EventStreams

    /// Bytes of a request that brings events: pictures and documents come within it.
    private static let bodyLimit = 32 << 20
    private static let mostEvents = 1000

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .create("/v1/sessions/{id}/events", upTo: Self.bodyLimit) { .json(try await send($0)) },
            .get("/v1/sessions/{id}/events") { .json(try await list($0, of: store.session($0.parameter("id")))) },
            ManagedRoute(.get, "/v1/sessions/{id}/events/stream", access: streams.access) {
                try await streams.answer($0, of: store.session($0.parameter("id")))
            },
            ManagedRoute(.get, "/v1/sessions/{id}/ws", access: streams.access) { try await converse($0) },
        ]
    }

    /// A ticket reads; only the key lets a client send as well.
    private func converse(_ request: ManagedRequest) async throws -> ManagedAnswer {
        let session = try await store.session(request.parameter("id"))
        guard try request.query.text("ticket") == nil else { return try await streams.answer(request, of: session, send: nil) }
        return try await streams.answer(request, of: session) { command in
            try await send(ClientEvent.list(command), to: store.session(session.record.id))
        }
    }

    /// Takes in all events of a request or none; gives them with the ids under which they appear.
    func send(_ request: ManagedRequest) async throws -> JSONValue {
        ["data": .array(try await send(ClientEvent.list(request.json), to: store.session(request.parameter("id"))))]
    }

    /// Takes in all events or none.
    func send(_ events: [ClientEvent], to session: StoredSession) async throws -> [JSONValue] {
        guard !session.isArchived else { throw ManagedError.invalid("the session \(session.record.id) is archived and takes no events") }
        let projection = try await store.projection(session)
        let steps = try SendingRules(projection: projection, queueDepth: actions.queueDepth).steps(events)
        var sent: [JSONValue] = []
        for step in steps { sent.append(try await take(step, session, projection.ids)) }
        return sent
    }

    private func take(_ step: SendingRules.Step, _ session: StoredSession, _ ids: ManagedEventID) async throws -> JSONValue {
        switch step {
        case .message(let content):
            let uuid = try await actions.accept(materials.whole(content), in: session.id)
            return Self.echo("user.message", ids.sent(uuid), ["content": content.json])
        case .interrupt: return Self.echo("user.interrupt", ids.sent(try await actions.interrupt(session.id)), [:])
        case .answer(let given):
            let answer = try await materials.whole(given)
            let uuid = try await actions.answer(answer, in: session.id)
            let body = answer.body(uuid: uuid)
            let (type, fields) = SessionProjection.answer(body, to: ids.call(answer.toolUseID))
            return try await told(ids.sent(uuid), session) ?? Self.echo(type, ids.sent(uuid), fields)
        }
    }

    /// An answer counts as taken in once it is stored: its echo is the event itself.
    private func told(_ id: String, _ session: StoredSession) async throws -> JSONValue? {
        let last = (try await store.journal.head(of: session.id)?.next ?? 1) - 1
        let filter = EventFilter(types: ["user.tool_confirmation", "user.custom_tool_result"])
        let recent = try await store.history(session).descending(before: nil, last: last, limit: 20, filter)
        return recent.events.first { $0.id == id }?.json
    }

    private static func echo(_ type: String, _ id: String, _ fields: JSONObject) -> JSONValue {
        ManagedEvent(id: id, type: type, time: nil, position: .start, fields: fields).json
    }

    /// A page of a session's events.
    func list(_ request: ManagedRequest, of session: StoredSession, standard limit: Int = 1000) async throws -> JSONValue {
        let name = "\(session.record.id)/events"
        let page = try PageRequest(request.query, list: name, standard: limit, most: Self.mostEvents, order: .ascending)
        var filter = EventFilter(types: Set(request.query.texts("types")))
        (filter.earliest, filter.latest) = (page.times.earliest, page.times.latest)
        let position = page.cursor.map { EventPosition(place: $0.place) }
        let history = store.history(session)
        let last = (try await store.journal.head(of: session.id)?.next ?? 1) - 1
        let found =
            if page.order == .ascending {
                try await history.ascending(after: position ?? .start, limit: page.limit, filter)
            } else {
                try await history.descending(before: position, last: last, limit: page.limit, filter)
            }
        let next =
            found.hasMore ? found.events.last.map { page.cursor(behind: $0.position.place, $0.time ?? request.time.microseconds) } : nil
        return ["data": .array(found.events.map(\.json)), "next_page": next.map { .string($0.text) } ?? .null]
    }
}
