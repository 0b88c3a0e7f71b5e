internal import Domain
internal import Journal

/// Which sessions have turns now, by the heads of their journals alone: nobody's past is read for it.
struct OpenSessions: Sendable {
    private var running: Set<SessionID> = []

    private static let page = 1000

    /// Reads the heads of those that have turns.
    ///
    /// - Throws: `JournalError`, `CancellationError`.
    static func read(_ journal: any Journal) async throws -> OpenSessions {
        var sessions = OpenSessions()
        var last: SessionID?
        while case let heads = try await journal.heads(after: last, count: page, isOpen: true), let end = heads.last {
            try Task.checkCancellation()
            sessions.running.formUnion(heads.filter(isRunning).map(\.session))
            last = end.session
        }
        return sessions
    }

    private static func isRunning(_ head: JournalHead) -> Bool {
        guard let state = SessionState(head.snapshot) else { return true }
        return state.activity == .running
    }

    /// Whether a session may have one of these statuses; what it really has, its projection says.
    func mayHave(_ statuses: Set<SessionProjection.Status>, _ session: StoredSession) -> Bool {
        if session.isArchived { return statuses.contains(.terminated) }
        return running.contains(session.id) ? !statuses.isDisjoint(with: [.running, .rescheduling]) : statuses.contains(.idle)
    }
}
