internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Journal
internal import ManagedAgents

/// Opens streams of sessions' events.
struct EventStreams: Sendable {
    let store: SessionStore
    let hosts: SessionHosts
    let tickets: StreamTickets
    /// Time between signs of life.
    let heartbeat: Duration

    /// Wishes that one request may name.
    private static let wishLimit = 100

    /// Who may open one: whoever has the key, or a ticket for the session.
    var access: ManagedRoute.Access {
        let tickets = tickets
        return .keyOr { request in
            guard let ticket = try request.query.text("ticket") else { return false }
            return tickets.use(ticket, for: request.parameter("id"))
        }
    }

    /// The answer that streams a session's events.
    ///
    /// - Throws: `ManagedError` 400 for a place or a wish that is none.
    func answer(_ request: ManagedRequest, of session: StoredSession) async throws -> ManagedAnswer {
        let time = try time(request)
        return try await open(request, session) { feed, exchange in
            try await SSEDelivery(feed: feed, heartbeat: heartbeat, time: time).run(exchange)
        }
    }

    /// The answer that speaks WebSocket: the same events, and commands.
    ///
    /// - Parameter send: Takes in the events of a command; `nil` for whoever may only read.
    func answer(_ request: ManagedRequest, of session: StoredSession, send: WebSocketDelivery.Send?) async throws -> ManagedAnswer {
        let time = try time(request)
        return try await open(request, session) { feed, exchange in
            try await WebSocketDelivery(feed: feed, heartbeat: heartbeat, time: time, send: send).run(exchange)
        }
    }

    /// How long the stream may last: as long as the ticket that it was opened with.
    private func time(_ request: ManagedRequest) throws -> Duration? {
        guard let ticket = try request.query.text("ticket") else { return nil }
        guard let time = tickets.time(of: ticket, for: request.parameter("id")) else { throw Self.noTicket }
        return time
    }

    private static let noTicket = ManagedError(
        .unauthorized,
        "authentication_error",
        "the ticket is none of this session's, or has expired; get another one"
    )

    private func open(
        _ request: ManagedRequest,
        _ session: StoredSession,
        _ deliver: @escaping @Sendable (SessionEventStream.Feed, ManagedExchange) async throws -> Void
    ) async throws -> ManagedAnswer {
        let asked = try Self.wishes(request.query)
        // What subagents write is not told piece by piece.
        let wishes = session.thread == nil ? asked : EventPreview.Wishes()
        let place = try await place(request, session)
        let stream = SessionEventStream(store: store, session: session, wishes: wishes)
        return .takeOver { exchange in
            try await hosts.with(session.id) { host in
                // From here on its removal would end the stream.
                _ = try await store.session(session.id.text)
                let log = try await host.log()
                let position = place ?? EventPosition(entry: log.lastNumber, index: .max)
                try await deliver(try await stream.open(log, after: position), exchange)
            }
        }
    }

    /// Where to go on: behind the event that the client has seen last. `nil` for what comes from now on.
    func place(_ request: ManagedRequest, _ session: StoredSession) async throws -> EventPosition? {
        guard let text = try request.query.text("after") ?? request.fields["last-event-id"], !text.isEmpty else { return nil }
        let last = (try await store.journal.head(of: session.id)?.next ?? 1) - 1
        if let position = EventPosition(text), position.entry <= last { return position }
        guard let position = try await store.history(session).position(of: text, last: last) else {
            throw ManagedError.invalid(field: "after", "\(text.prefix(80)) is no event of this session, or none yet")
        }
        return position
    }

    /// Which previews are asked for.
    static func wishes(_ query: ManagedQuery) throws(ManagedError) -> EventPreview.Wishes {
        let names = query.texts("event_deltas")
        guard names.count <= wishLimit else { throw .invalid(field: "event_deltas", "may name at most \(wishLimit) types") }
        var wishes = EventPreview.Wishes()
        for name in names {
            switch name {
            case "agent.message": wishes.messages = true
            case "agent.thinking": wishes.thinking = true
            default: throw .invalid(field: "event_deltas", "must be of agent.message, agent.thinking")
            }
        }
        return wishes
    }
}
