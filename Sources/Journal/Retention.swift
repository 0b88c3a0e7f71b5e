public import Domain

/// Decides which sessions have been kept long enough. Pure.
public struct Retention: Sendable, Hashable {
    /// What is decided on.
    public struct Candidate: Sendable, Hashable {
        /// The session.
        public let session: SessionID
        /// When its last event was written, in microseconds since 1970.
        public let lastTime: Int64
        /// Bytes of its bodies.
        public let byteCount: Int
        /// Whether somebody has to go on with it.
        public let isOpen: Bool

        /// A candidate.
        public init(session: SessionID, lastTime: Int64, byteCount: Int, isOpen: Bool) {
            self.session = session
            self.lastTime = lastTime
            self.byteCount = byteCount
            self.isOpen = isOpen
        }

        /// The candidate that a head tells of.
        public init(_ head: JournalHead) {
            self.init(session: head.session, lastTime: head.lastTime, byteCount: head.byteCount, isOpen: head.snapshot.isOpen)
        }
    }

    /// How long after its last event a session is kept; `nil` for ever.
    public var age: Duration?
    /// Bytes that all sessions together may have; `nil` for any number.
    public var byteLimit: Int?

    /// Limits.
    public init(age: Duration? = nil, byteLimit: Int? = nil) {
        self.age = age
        self.byteLimit = byteLimit
    }

    /// The sessions to remove, the oldest first: those too old, then as many as make the rest fit. Never an open one.
    ///
    /// - Parameter now: The time in microseconds since 1970.
    public func removals(among candidates: [Candidate], now: Int64) -> [SessionID] {
        var total = candidates.reduce(0) { $0 + $1.byteCount }
        var removed: [SessionID] = []
        for candidate in candidates.filter({ !$0.isOpen }).sorted(by: Self.isOlder) {
            guard isTooOld(candidate, now) || byteLimit.map({ total > $0 }) ?? false else { break }
            removed.append(candidate.session)
            total -= candidate.byteCount
        }
        return removed
    }

    private func isTooOld(_ candidate: Candidate, _ now: Int64) -> Bool {
        age.map { .microseconds(now) - .microseconds(candidate.lastTime) > $0 } ?? false
    }

    private static func isOlder(_ left: Candidate, _ right: Candidate) -> Bool {
        (left.lastTime, left.session.text) < (right.lastTime, right.session.text)
    }
}
