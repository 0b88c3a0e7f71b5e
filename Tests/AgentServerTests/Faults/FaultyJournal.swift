import Domain
import Journal
import TestSupport

/// A journal whose disk takes nothing as long as a test says so, or takes its time.
final class FaultyJournal: Journal {
    /// What a test says.
    struct Orders: Sendable {
        /// Appends that still succeed; none given means all.
        var left: Int?
        /// Appends that fail then; none given means all.
        var failures: Int?
        var code = JournalError.Code.full
        /// Only appends with an event of this kind count; none given means all.
        var kind: EventKind?
        /// Pages that have been read.
        var pages = 0
        /// Looks at a session that fail.
        var failedLooks = 0
        /// Whether events cannot be read.
        var failsReads = false
        /// Whether appends wait.
        var isHeld = false
        /// Appends that wait.
        var waiting = 0
        /// Whether listings of all sessions wait with what they have found.
        var holdsListings = false
        /// Listings that wait.
        var waitingListings = 0
    }

    private let journal: any Journal
    private let orders: Shared<Orders>

    init(_ journal: any Journal, _ orders: Shared<Orders>) {
        self.journal = journal
        self.orders = orders
    }

    func append(_ append: JournalAppend) async throws(JournalError) {
        orders.change { $0.waiting += 1 }
        _ = await eventually { !orders.value.isHeld }
        let code = orders.change { orders in
            orders.waiting -= 1
            return orders.next(append)
        }
        if let code { throw JournalError(code, "the disk of this test takes nothing") }
        try await journal.append(append)
    }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? {
        let fails = orders.change { orders in
            defer { orders.failedLooks = max(0, orders.failedLooks - 1) }
            return orders.failedLooks > 0
        }
        if fails { throw JournalError(.io, "the disk of this test gives nothing") }
        return try await journal.head(of: session)
    }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        if orders.value.failsReads { throw JournalError(.io, "the disk of this test gives nothing") }
        orders.change { $0.pages += 1 }
        return try await journal.events(of: session, after: number, count: count, byteLimit: byteLimit)
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        let found = try await journal.heads(after: session, count: count, isOpen: isOpen)
        guard isOpen == nil else { return found }
        orders.change { $0.waitingListings += 1 }
        _ = await eventually { !orders.value.holdsListings }
        orders.change { $0.waitingListings -= 1 }
        return found
    }

    func sessionCount() async throws(JournalError) -> Int { try await journal.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool { try await journal.remove(session) }

    func close() async { await journal.close() }
}

extension FaultyJournal.Orders {
    /// How an append fails, if it does.
    fileprivate mutating func next(_ append: JournalAppend) -> JournalError.Code? {
        guard let left, kind.map({ kind in append.events.contains { $0.kind == kind } }) ?? true else { return nil }
        guard left == 0 else {
            self.left = left - 1
            return nil
        }
        guard let failures else { return code }
        self.failures = failures - 1
        if failures <= 1 { (self.left, self.failures, kind) = (nil, nil, nil) }
        return code
    }
}
