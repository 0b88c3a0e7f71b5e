import Domain
import Journal
import Synchronization

/// A journal in memory whose appends wait for the test's word, fail when told to, and are recorded.
final class HeldJournal: Journal {
    private struct State {
        var isHeld = false
        var failures: [JournalError] = []
        var appends: [JournalAppend] = []
        var pages = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let base = MemoryJournal()
    private let state = Mutex(State())

    /// Every append that was tried.
    var appends: [JournalAppend] { state.withLock(\.appends) }
    /// Pages read.
    var pages: Int { state.withLock(\.pages) }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func failNext(_ error: JournalError) { state.withLock { $0.failures.append(error) } }

    func append(_ append: JournalAppend) async throws(JournalError) {
        let failure = state.withLock { state in
            state.appends.append(append)
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if goesOn { continuation.resume() }
        }
        if let failure { throw failure }
        try await base.append(append)
    }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? { try await base.head(of: session) }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        state.withLock { $0.pages += 1 }
        return try await base.events(of: session, after: number, count: count, byteLimit: byteLimit)
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try await base.heads(after: session, count: count, isOpen: isOpen)
    }

    func sessionCount() async throws(JournalError) -> Int { try await base.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool { try await base.remove(session) }

    func close() async { await base.close() }
}
