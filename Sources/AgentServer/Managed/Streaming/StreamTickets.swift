internal import Domain
internal import EventLoop
internal import HTTP
internal import ManagedAgents
internal import Synchronization

/// Permissions to read one session's stream for a short while, for clients that cannot send a header. They are kept in memory, as hashes.
final class StreamTickets: Sendable {
    /// Times that a ticket opens a stream: an `EventSource` opens a broken one again with the same address.
    static let useLimit = 32
    /// Seconds that a ticket may last.
    static let lifetimes = 1...3600
    private static let length = 43
    private static let secretLength = 32

    private let book = Mutex(TicketBook())
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
        let time = now()
        let made = try book.withLock { book throws(ManagedError) -> (String, Int64) in
            if let claim, let known = try again(claim, in: &book, time) { return known }
            let text = claim.map { self.text(of: $0, book.number(of: $0.id)) } ?? Self.text(Self.random(Self.length))
            let expires = time + Int64(seconds) * 1_000_000
            let ticket = TicketBook.Ticket(session: session, expires: expires, claim: claim?.id, asked: claim?.fingerprint)
            guard book.open(SHA256.hash(Array(text.utf8)), ticket, at: time) else { throw Self.tooMany }
            return (text, expires)
        }
        return (made.0, Timestamp(microseconds: made.1))
    }

    /// The ticket that the same key has made, if it has not expired: one that has never opens anything again.
    private func again(_ claim: IdempotencyClaim, in book: inout TicketBook, _ time: Int64) throws(ManagedError) -> (String, Int64)? {
        let text = self.text(of: claim, book.number(of: claim.id))
        let hash = SHA256.hash(Array(text.utf8))
        book.forget(hash, at: time)
        guard let known = book.ticket(hash, at: time) else { return nil }
        guard known.asked == claim.fingerprint else { throw IdempotencyClaim.otherRequest }
        return (text, known.expires)
    }

    private func text(of claim: IdempotencyClaim, _ number: UInt64) -> String {
        Self.text(Self.stretched(secret + Array("\(number) \(claim.id)".utf8)))
    }

    private static let tooMany = ManagedError(
        .tooManyRequests,
        "rate_limit_error",
        "too many stream tickets are open; ask again in a while"
    )

    /// How long a ticket lasts still; `nil` for one that has expired or is none of this session's.
    func time(of ticket: String, for session: String) -> Duration? {
        let (hash, time) = (SHA256.hash(Array(ticket.utf8)), now())
        let known = book.withLock { $0.ticket(hash, at: time) }
        return known.flatMap { $0.session == session ? .microseconds($0.expires - time) : nil }
    }

    /// Whether a ticket opens a session's stream now; that counts as one use.
    func use(_ ticket: String, for session: String) -> Bool {
        let (hash, time) = (SHA256.hash(Array(ticket.utf8)), now())
        return book.withLock { $0.use(hash, for: session, most: Self.useLimit, at: time) }
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
