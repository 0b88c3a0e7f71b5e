import Domain
import Journal

/// A journal that passes failpoints right before and right after it stores something.
struct WatchedJournal: Journal {
    let journal: any Journal
    let trap: Trap

    func append(_ append: JournalAppend) async throws(JournalError) {
        trap.reach("append")
        try await journal.append(append)
        trap.reach("publish")
    }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? { try await journal.head(of: session) }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        try await journal.events(of: session, after: number, count: count, byteLimit: byteLimit)
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try await journal.heads(after: session, count: count, isOpen: isOpen)
    }

    func sessionCount() async throws(JournalError) -> Int { try await journal.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool { try await journal.remove(session) }

    func close() async { await journal.close() }
}
