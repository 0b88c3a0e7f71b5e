internal import Domain
internal import Journal

/// What is asked of the store.
enum StoreRequest: Sendable {
    case head(SessionID)
    case append(JournalAppend)
    case events(SessionID, after: Int, count: Int, byteLimit: Int)
    case heads(after: SessionID?, count: Int, isOpen: Bool?)
    case sessionCount
    case remove(SessionID)
    /// One step of giving back room.
    case tidy
    case close

    /// Whether it belongs into a transaction that others share.
    var isWrite: Bool {
        switch self {
        case .append, .remove: true
        default: false
        }
    }

    /// Whether nothing follows it.
    var isClose: Bool { if case .close = self { true } else { false } }

    /// Whether its answer may be put off until others have been served.
    var isPage: Bool { if case .events = self { true } else { false } }

    /// Bytes that it brings, or may fetch.
    var weight: Int {
        switch self {
        case .append(let append): append.byteCount
        case .events(_, _, _, let byteLimit): min(max(0, byteLimit), StoreDesk.weightLimit)
        default: 0
        }
    }
}

/// What the store answers.
enum StoreAnswer: Sendable {
    case done
    case head(JournalHead?)
    case events([JournalEvent])
    case heads([JournalHead])
    case count(Int)
    case flag(Bool)
    /// Ask again: so much has been read for others that what waits to be written comes first.
    case later

    /// Bytes that were read from the file for it.
    var byteCount: Int { if case .events(let events) = self { events.reduce(0) { $0 + $1.body.count } } else { 0 } }
}
