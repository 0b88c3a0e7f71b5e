internal import Domain
internal import EventLoop
internal import HTTP
internal import ManagedAgents
internal import Synchronization

/// Permissions to read one session's stream for a short while, for clients that cannot send a header. They are kept in memory, as hashes.
final class StreamTickets: Sendable {
    private struct Ticket {
        let session: String
        /// In microseconds since 1970.
        let expires: Int64
        var uses: Int
    }

    /// Times that a ticket opens a stream: an `EventSource` opens a broken one again with the same address.
    static let useLimit = 32
    /// Seconds that a ticket may last.
    static let lifetimes = 1...3600
    private static let countLimit = 10_000
    private static let length = 43

    private let tickets = Mutex<[[UInt8]: Ticket]>([:])
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64 = { WallClock.microseconds }) { self.now = now }

    /// Makes a ticket.
    ///
    /// - Throws: `ManagedError` 429 when there are too many.
    func issue(for session: String, seconds: Int) throws(ManagedError) -> (ticket: String, expires: Timestamp) {
        let time = now()
        let expires = time + Int64(seconds) * 1_000_000
        let ticket = Self.random()
        let isKept = tickets.withLock { tickets in
            if tickets.count >= Self.countLimit { tickets = tickets.filter { $0.value.expires > time } }
            guard tickets.count < Self.countLimit else { return false }
            tickets[SHA256.hash(Array(ticket.utf8))] = Ticket(session: session, expires: expires, uses: 0)
            return true
        }
        guard isKept else {
            throw ManagedError(.tooManyRequests, "rate_limit_error", "too many stream tickets are open; ask again in a while")
        }
        return (ticket, Timestamp(microseconds: expires))
    }

    /// Whether a ticket opens a session's stream now; that counts as one use.
    func use(_ ticket: String, for session: String) -> Bool {
        let (key, time) = (SHA256.hash(Array(ticket.utf8)), now())
        return tickets.withLock { tickets in
            guard var known = tickets[key] else { return false }
            guard known.expires > time, known.uses < Self.useLimit else {
                tickets[key] = nil
                return false
            }
            guard known.session == session else { return false }
            known.uses += 1
            tickets[key] = known
            return true
        }
    }

    private static func random() -> String {
        var randomness = SystemRandomNumberGenerator()
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        return "tkt_"
            + String(decoding: (0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &randomness)] }, as: UTF8.self)
    }
}
