internal import Domain
internal import HTTP
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records

/// Events of a session: send, list, stream.
struct EventEndpoints: Sendable {
    let store: SessionStore
    let sending: EventSending
    let streams: EventStreams

    /// Bytes of a request that brings events: pictures and documents come within it.
    private static let bodyLimit = 32 << 20
    private static let mostEvents = 1000

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .create("/v1/sessions/{id}/events", upTo: Self.bodyLimit, .resumed(nil)) { .json(try await send($0, to: $0.parameter("id"))) },
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
        return try await streams.answer(request, of: session) { try await send($0, to: session.record.id) }
    }

    /// Takes in all events of a request or none; gives them with the ids under which they appear.
    private func send(_ request: ManagedRequest, to session: String) async throws -> JSONValue {
        let events = try ClientEvent.list(request.json)
        return ["data": .array(try await sending.send(events, to: store.session(session), request.origin))]
    }

    /// A page of a session's events, as the client chooses them.
    private func list(_ request: ManagedRequest, of session: StoredSession) async throws -> JSONValue {
        try await page(request, of: session, [.order, .allTimes], EventFilter(types: Set(request.query.texts("types"))))
    }

    /// A page of events.
    func page(
        _ request: ManagedRequest,
        of session: StoredSession,
        _ choices: PageRequest.Choices = [],
        _ filter: EventFilter = EventFilter()
    ) async throws -> JSONValue {
        let (name, most) = ("\(session.record.id)/events", Self.mostEvents)
        let page = try PageRequest(request.query, list: name, standard: most, most: most, order: .ascending, choices)
        var filter = filter
        (filter.earliest, filter.latest) = (page.times.earliest, page.times.latest)
        let place = page.cursor.map(EventPlace.init)
        let history = store.history(session)
        let last = (try await store.journal.head(of: session.id)?.next ?? 1) - 1
        let found =
            if page.order == .ascending {
                try await history.ascending(after: place ?? .start, limit: page.limit, filter)
            } else {
                try await history.descending(before: place, last: last, limit: page.limit, filter)
            }
        return ["data": .array(found.events.map(\.json)), "next_page": found.next(page, request.time)]
    }
}

extension EventPlace {
    /// The place that was handed out.
    init(_ cursor: PageCursor) { self.init(position: EventPosition(place: cursor.place), queued: cursor.queued) }
}

extension EventPage {
    /// Where the next page begins, as it is handed out.
    func next(_ page: PageRequest, _ time: Timestamp) -> JSONValue {
        guard hasMore, let last = events.last else { return .null }
        return .string(page.cursor(behind: end.position.place, last.time ?? time.microseconds, queued: end.queued).text)
    }
}
