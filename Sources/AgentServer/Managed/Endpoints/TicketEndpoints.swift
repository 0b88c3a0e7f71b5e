internal import JSON
internal import ManagedAgents
internal import Records

/// Tickets for streams.
struct TicketEndpoints: Sendable {
    let store: SessionStore
    let tickets: StreamTickets

    private static let standardSeconds = 300

    /// What is served.
    var routes: [ManagedRoute] { [.create("/v1/sessions/{id}/stream_tickets", .handled) { .json(try await issue($0)) }] }

    private func issue(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        let given = request.json["expires_in_seconds"] ?? .null
        guard given.isNull || given.int.map(StreamTickets.lifetimes.contains) ?? false else {
            throw ManagedError.invalid(field: "expires_in_seconds", "must be a whole number from 1 to 3600")
        }
        let seconds = given.int ?? Self.standardSeconds
        let (ticket, expires) = try tickets.issue(for: session.record.id, seconds: seconds, request.claim)
        return [
            "type": "stream_ticket", "ticket": .string(ticket), "session_id": .string(session.record.id), "expires_at": expires.json,
            "max_uses": JSONValue(StreamTickets.useLimit),
        ]
    }
}
