import Domain
import Journal

/// A journal that breaks its contract in one way.
struct BrokenJournal: Journal {
    enum Fault: String, CaseIterable, Sendable {
        case losesEvents, doublesEvents, reordersEvents, changesBodies, changesTimes, forgetsTurns, forgetsAppends, keepsRefused
        case ignoresFences, forgetsFences, forgetsSnapshots, snapshotsAlone, ignoresCounts, ignoresByteLimits, givesEmptyPages,
            namesUnsorted
        case listsAll, miscounts, miscountsBytes, keepsRemoved, removesOthers, staysOpen
    }

    let base = MemoryJournal()
    let fault: Fault

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? {
        guard var head = try await base.head(of: session) else { return nil }
        if fault == .miscountsBytes { head.byteCount += 1 }
        if fault == .forgetsFences { head.fence = Fence(rawValue: 1) }
        if fault == .forgetsSnapshots { head.snapshot = .empty }
        return head
    }

    func append(_ append: JournalAppend) async throws(JournalError) {
        var append = append
        switch fault {
        case .forgetsAppends where append.expectedNext == 4: return
        case .ignoresFences: append.fence = Fence(rawValue: 1)
        case .snapshotsAlone: return try await keepSnapshot(append)
        case .keepsRefused: return try await keepRefused(append)
        default: break
        }
        try await base.append(append)
    }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        let asked = fault == .ignoresCounts ? count + 1 : count
        let limit = fault == .ignoresByteLimits ? Int.max : byteLimit
        var events = try await base.events(of: session, after: number, count: asked, byteLimit: limit)
        switch fault {
        case .losesEvents: events.removeAll { $0.number == 3 }
        case .doublesEvents: if let last = events.last { events.append(last) }
        case .reordersEvents: events.reverse()
        case .changesBodies: events = events.map { copy($0, body: $0.body.map { $0 == 0 ? 1 : $0 }) }
        case .changesTimes: events = events.map { copy($0, time: $0.time + 1) }
        case .forgetsTurns:
            events = events.map { JournalEvent(number: $0.number, time: $0.time, turn: nil, kind: $0.kind, body: $0.body) }
        case .givesEmptyPages: if let first = events.first, first.body.count > byteLimit { events = [] }
        default: break
        }
        return events
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        let heads = try await base.heads(after: session, count: count, isOpen: fault == .listsAll ? nil : isOpen)
        return fault == .namesUnsorted ? heads.sorted { $0.session.text.lowercased() < $1.session.text.lowercased() } : heads
    }

    func sessionCount() async throws(JournalError) -> Int { try await base.sessionCount() + (fault == .miscounts ? 1 : 0) }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool {
        if fault == .keepsRemoved { return try await base.head(of: session) != nil }
        if fault == .removesOthers, let other = SessionID("other") { _ = try await base.remove(other) }
        return try await base.remove(session)
    }

    func close() async { if fault != .staysOpen { await base.close() } }

    private func copy(_ event: JournalEvent, time: Int64? = nil, body: [UInt8]? = nil) -> JournalEvent {
        JournalEvent(number: event.number, time: time ?? event.time, turn: event.turn, kind: event.kind, body: body ?? event.body)
    }

    /// The snapshot first, and then the events if they fit.
    private func keepSnapshot(_ append: JournalAppend) async throws(JournalError) {
        if let snapshot = append.snapshot, let head = try await base.head(of: append.session) {
            let events = [JournalEvent(number: head.next, time: head.lastTime + 1, turn: nil, kind: .frame, body: Array("{}".utf8))]
            let fence = append.fence
            try await base.append(
                JournalAppend(session: append.session, fence: fence, expectedNext: head.next, events: events, snapshot: snapshot)
            )
            if append.expectedNext == head.next { return }
        }
        try await base.append(append)
    }

    /// Says that it has refused an append, and keeps what would have fitted.
    private func keepRefused(_ append: JournalAppend) async throws(JournalError) {
        do throws(JournalError) { try await base.append(append) } catch {
            if case .conflict(let next) = error.code, let event = append.events.first {
                let kept = JournalEvent(number: next, time: Int64.max / 2 + Int64(next), turn: nil, kind: .frame, body: event.body)
                try? await base.append(JournalAppend(session: append.session, fence: append.fence, expectedNext: next, events: [kept]))
            }
            throw error
        }
    }
}
