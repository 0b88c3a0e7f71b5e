/// Gives the events of one session their numbers and times. Pure.
public struct JournalNumbering: Sendable, Hashable {
    /// The number of the next event.
    public private(set) var next: Int
    /// The time of the last event, in microseconds since 1970; 0 before the first.
    public private(set) var lastTime: Int64

    /// The numbering of a session whose next event has this number.
    public init(next: Int = 1, lastTime: Int64 = 0) {
        self.next = next
        self.lastTime = lastTime
    }

    /// The drafts as events. A clock that stands still or goes back does not disturb their order.
    public mutating func number(_ drafts: [JournalDraft], now: Int64) -> [JournalEvent] {
        drafts.map { draft in
            lastTime = max(now, lastTime + 1)
            defer { next += 1 }
            return JournalEvent(number: next, time: lastTime, turn: draft.turn, kind: draft.kind, body: draft.body)
        }
    }
}
