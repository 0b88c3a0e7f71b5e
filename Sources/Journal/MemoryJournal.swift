public import Domain
internal import Synchronization

/// A journal in memory, for tests and for embedders that keep nothing. Its events end with it.
public final class MemoryJournal: Journal {
    private struct Session {
        var head: JournalHead
        var events: [JournalEvent]
    }

    private struct State {
        var sessions: [SessionID: Session] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// An empty journal.
    public init() {}

    /// What is known about a session.
    public func head(of session: SessionID) async throws(JournalError) -> JournalHead? {
        try read { $0.sessions[session]?.head }
    }

    /// Keeps events.
    public func append(_ append: JournalAppend) async throws(JournalError) {
        try change { state throws(JournalError) in
            let known = state.sessions[append.session]?.head
            try append.check(after: known)
            let head = append.head(after: known)
            state.sessions[append.session, default: Session(head: head, events: [])].head = head
            state.sessions[append.session]?.events += append.events
        }
    }

    /// Events after a number.
    public func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        try read { state in
            let later = state.sessions[session]?.events.dropFirst(max(0, number)).prefix(max(0, count)) ?? []
            var bytes = 0
            return Array(
                later.prefix { event in
                    bytes += event.body.count
                    return bytes <= byteLimit || event.number == later.first?.number
                }
            )
        }
    }

    /// Heads in order of their sessions' names.
    public func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try read { state in
            state.sessions.values.lazy.map(\.head)
                .filter { isOpen == nil || $0.snapshot.isOpen == isOpen }
                .filter { head in session.map { $0.text < head.session.text } ?? true }
                .sorted { $0.session.text < $1.session.text }
                .prefix(max(0, count)).map(\.self)
        }
    }

    /// How many sessions there are.
    public func sessionCount() async throws(JournalError) -> Int { try read(\.sessions.count) }

    /// Removes a session.
    public func remove(_ session: SessionID) async throws(JournalError) -> Bool {
        try change { $0.sessions.removeValue(forKey: session) != nil }
    }

    /// Later calls throw `closed`.
    public func close() async { state.withLock { $0.isClosed = true } }

    private func read<T: Sendable>(_ body: (State) -> T) throws(JournalError) -> T { try change { body($0) } }

    private func change<T: Sendable>(_ body: (inout State) throws(JournalError) -> T) throws(JournalError) -> T {
        try state.withLock { state throws(JournalError) in
            guard !state.isClosed else { throw .afterClose }
            return try body(&state)
        }
    }
}
