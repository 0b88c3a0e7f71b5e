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

    /// Bytes that it brings.
    var weight: Int { if case .append(let append) = self { append.byteCount } else { 0 } }
}

/// What the store answers.
enum StoreAnswer: Sendable {
    case done
    case head(JournalHead?)
    case events([JournalEvent])
    case heads([JournalHead])
    case count(Int)
    case flag(Bool)
}
