public import Domain

/// One entry of a session's journal; never changed once it is written.
public struct JournalEvent: Sendable, Hashable {
    /// Its place in the session, from 1, without gaps.
    public let number: Int
    /// When it was written, in microseconds since 1970; rising strictly within a session.
    public let time: Int64
    /// The turn it belongs to, if it does to one.
    public let turn: TurnID?
    /// What it says.
    public let kind: EventKind
    /// Particulars: a JSON object.
    public let body: [UInt8]

    /// An event.
    public init(number: Int, time: Int64, turn: TurnID?, kind: EventKind, body: [UInt8]) {
        self.number = number
        self.time = time
        self.turn = turn
        self.kind = kind
        self.body = body
    }
}
