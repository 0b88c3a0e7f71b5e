public import Domain

/// What is to become an event once it has a number and a time.
public struct JournalDraft: Sendable, Hashable {
    /// The turn it belongs to, if it does to one.
    public var turn: TurnID?
    /// What it says.
    public var kind: EventKind
    /// Particulars: a JSON object.
    public var body: [UInt8]

    /// A draft.
    public init(_ kind: EventKind, turn: TurnID? = nil, body: [UInt8] = Array("{}".utf8)) {
        self.kind = kind
        self.turn = turn
        self.body = body
    }
}
