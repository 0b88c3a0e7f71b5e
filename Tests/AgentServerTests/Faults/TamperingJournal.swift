import Domain
import Journal

/// A journal that reads back something else than it was given: a fault of the store, planted.
struct TamperingJournal: Journal {
    /// What it does to the frames of a page.
    enum Fault: String, Sendable, CaseIterable { case lost, doubled, reordered, changed }

    let journal: any Journal
    let fault: Fault

    func append(_ append: JournalAppend) async throws(JournalError) { try await journal.append(append) }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? { try await journal.head(of: session) }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        let events = try await journal.events(of: session, after: number, count: count, byteLimit: byteLimit)
        return count == 1 ? events : fault.apply(to: events)
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try await journal.heads(after: session, count: count, isOpen: isOpen)
    }

    func sessionCount() async throws(JournalError) -> Int { try await journal.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool { try await journal.remove(session) }

    func close() async { await journal.close() }
}

extension TamperingJournal.Fault {
    /// The page with its middle frames tampered with.
    fileprivate func apply(to events: [JournalEvent]) -> [JournalEvent] {
        let frames = events.indices.filter { events[$0].kind == .frame }
        guard frames.count >= 3 else { return events }
        let (first, second) = (frames[1], frames[2])
        var events = events
        switch self {
        case .lost: events.remove(at: first)
        case .doubled: events.insert(events[first], at: first)
        case .reordered: events.swapAt(first, second)
        case .changed:
            let old = events[first]
            events[first] = JournalEvent(number: old.number, time: old.time, turn: old.turn, kind: old.kind, body: events[second].body)
        }
        return events
    }
}
