import Domain
import HTTP

/// What one client has seen of one turn, over all the connections that it has had.
struct ClientView: Sendable {
    let session: SessionID
    /// What it asked; none for one that only looked at somebody's turn.
    var prompt: String?
    var turn: TurnID?
    /// Whether it comes back until it knows the end.
    var isFaithful = true
    /// Whether it was there with an earlier server.
    var isReturned = false
    /// The answer to its prompt; none when there was none.
    var status: Int?
    /// Whole events, in the order in which they came.
    var events: [ServerSentEvent] = []
    /// What the server said to it that it must not say.
    var complaints: [String] = []

    /// Where it comes back.
    var lastEventID: String? { events.last { $0.id != nil }?.id }

    /// Whether it knows how the turn is over.
    var isOver: Bool { events.contains { $0.event != "message" } }

    /// Takes in what one connection has brought.
    mutating func receive(_ reply: FaultReply, isPrompt: Bool) {
        if isPrompt { status = reply.status ?? status }
        turn = reply.turn ?? turn
        events += reply.events
        guard !isPrompt, let code = reply.status else { return }
        // 204 says that nothing follows, so the end must have been seen.
        if code == 204, !isOver { complaints.append("nothing followed event \(lastEventID ?? "-"), which is no end") }
        if code != 200, code != 204 { complaints.append("coming back after event \(lastEventID ?? "-") was answered \(code)") }
    }
}
