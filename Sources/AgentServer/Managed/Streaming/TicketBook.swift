/// The stream tickets that are open, by their hashes. Pure: the time is passed in, in microseconds since 1970.
struct TicketBook: Sendable {
    struct Ticket: Sendable {
        let session: String
        let expires: Int64
        /// The `Idempotency-Key` that it was made with.
        var claim: String?
        /// What was asked with that key.
        var asked: String?
        var uses = 0
    }

    /// Tickets that may be open.
    static let countLimit = 10_000

    private var tickets: [[UInt8]: Ticket] = [:]
    /// Of an `Idempotency-Key` whose ticket is open, the number of that.
    private var numbers: [String: UInt64] = [:]
    private var lastNumber: UInt64 = 0

    /// The number of the ticket that was made with this key; that of a new one where none is open.
    func number(of claim: String) -> UInt64 { numbers[claim] ?? lastNumber + 1 }

    /// A ticket that has not expired.
    func ticket(_ hash: [UInt8], at time: Int64) -> Ticket? { tickets[hash].flatMap { $0.expires > time ? $0 : nil } }

    /// Opens a ticket; false when too many are open.
    mutating func open(_ hash: [UInt8], _ ticket: Ticket, at time: Int64) -> Bool {
        if tickets.count >= Self.countLimit { for (hash, old) in tickets where old.expires <= time { remove(hash, old) } }
        guard tickets.count < Self.countLimit else { return false }
        lastNumber += 1
        tickets[hash] = ticket
        if let claim = ticket.claim { numbers[claim] = lastNumber }
        return true
    }

    /// Whether a ticket opens a session's stream, which counts as one of so many uses.
    mutating func use(_ hash: [UInt8], for session: String, most: Int, at time: Int64) -> Bool {
        forget(hash, at: time)
        // One that is used up stays until it expires: the streams that it has opened ask for its time.
        guard let ticket = tickets[hash], ticket.uses < most, ticket.session == session else { return false }
        tickets[hash]?.uses += 1
        return true
    }

    /// Lets go of a ticket that has expired: what is made with its key after that is another one.
    mutating func forget(_ hash: [UInt8], at time: Int64) {
        guard let ticket = tickets[hash], ticket.expires <= time else { return }
        remove(hash, ticket)
    }

    private mutating func remove(_ hash: [UInt8], _ ticket: Ticket) {
        tickets[hash] = nil
        if let claim = ticket.claim { numbers[claim] = nil }
    }
}
