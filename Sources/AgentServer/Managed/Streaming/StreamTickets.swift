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
        /// What was asked when it was made with an `Idempotency-Key`.
        var asked: String?
        var uses = 0
    }

    /// Times that a ticket opens a stream: an `EventSource` opens a broken one again with the same address.
    static let useLimit = 32
    /// Seconds that a ticket may last.
    static let lifetimes = 1...3600
    private static let countLimit = 10_000
    private static let length = 43
    private static let secretLength = 32

    private let tickets = Mutex<[[UInt8]: Ticket]>([:])
    private let now: @Sendable () -> Int64

    /// What makes of an `Idempotency-Key` a ticket that nobody else can make.
    private let secret: [UInt8]

    init(now: @escaping @Sendable () -> Int64 = { WallClock.microseconds }) {
        self.now = now
        secret = Self.random(Self.secretLength)
    }

    /// Makes a ticket; the same one again for the same `Idempotency-Key`, as long as it lasts.
    ///
    /// - Throws: `ManagedError` 429 when there are too many, 422 for a key that was used for something else.
    func issue(for session: String, seconds: Int, _ claim: IdempotencyClaim? = nil) throws(ManagedError) -> (
        ticket: String, expires: Timestamp
    ) {
        let ticket = Self.text(claim.map { Self.stretched(secret + Array($0.id.utf8)) } ?? Self.random(Self.length))
        let (time, key) = (now(), SHA256.hash(Array(ticket.utf8)))
        let new = Ticket(session: session, expires: time + Int64(seconds) * 1_000_000, asked: claim?.fingerprint)
        let expires = try tickets.withLock { tickets throws(ManagedError) -> Int64 in
            if let known = tickets[key], known.expires > time {
                guard known.asked == new.asked else { throw IdempotencyClaim.otherRequest }
                return known.expires
            }
            if tickets.count >= Self.countLimit { tickets = tickets.filter { $0.value.expires > time } }
            guard tickets.count < Self.countLimit else { throw Self.tooMany }
            tickets[key] = new
            return new.expires
        }
        return (ticket, Timestamp(microseconds: expires))
    }

    private static let tooMany = ManagedError(
        .tooManyRequests,
        "rate_limit_error",
        "too many stream tickets are open; ask again in a while"
    )

    /// How long a ticket lasts still; `nil` for one that is none of this session's.
    func time(of ticket: String, for session: String) -> Duration? {
        let (key, time) = (SHA256.hash(Array(ticket.utf8)), now())
        let known = tickets.withLock { $0[key] }
        return known.flatMap { $0.session == session ? .microseconds(max(0, $0.expires - time)) : nil }
    }

    /// Whether a ticket opens a session's stream now; that counts as one use.
    func use(_ ticket: String, for session: String) -> Bool {
        let (key, time) = (SHA256.hash(Array(ticket.utf8)), now())
        return tickets.withLock { tickets in
            guard var known = tickets[key] else { return false }
            guard known.expires > time else {
                tickets[key] = nil
                return false
            }
            // One that is used up stays until it expires: the streams that it has opened ask for its time.
            guard known.uses < Self.useLimit, known.session == session else { return false }
            known.uses += 1
            tickets[key] = known
            return true
        }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var randomness = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...UInt8.max, using: &randomness) }
    }

    private static func stretched(_ bytes: [UInt8]) -> [UInt8] { SHA256.hash(bytes + [0]) + SHA256.hash(bytes + [1]) }

    /// 43 letters of 62, each taken of a byte, which is near enough to even: more than 250 bits.
    private static func text(_ bytes: [UInt8]) -> String {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        return "tkt_" + String(decoding: bytes.prefix(length).map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }
}
