internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Records

/// Which sessions there are: those in the journal, those of /v1 without events, and those that earlier versions left.
struct SessionCatalogue: Sendable {
    let journal: any Journal
    let files: SessionFiles
    /// The records of those of /v1, where there are any.
    var records: (any RecordStore)?
    /// Whether a server runs.
    let isServed: Bool

    private static let page = 256

    /// All sessions, without the size of their folders.
    ///
    /// - Throws: `JournalError`, `RecordError`.
    func all() async throws -> [SessionSummary] {
        var found: [SessionSummary] = []
        var last: SessionID?
        while case let heads = try await journal.heads(after: last, count: Self.page, isOpen: nil), !heads.isEmpty {
            found += heads.map { SessionSummary($0, isServed: isServed) }
            last = heads.last?.session
        }
        let known = Set(found.map(\.session))
        let unused = try await unused().filter { !known.contains($0.session) }
        let older = await older().filter { !known.contains($0) }.map(SessionSummary.init(older:))
        return found + unused + older
    }

    /// Sessions of /v1, as if none had any events.
    private func unused() async throws -> [SessionSummary] {
        guard let records else { return [] }
        var query = RecordQuery(StoredSession.kind, order: .ascending, limit: Self.page)
        query.includesArchived = true
        var found: [SessionSummary] = []
        while case let page = try await records.page(query), let last = page.records.last {
            found += page.records.compactMap(StoredSession.init).map(SessionSummary.init(unused:))
            guard page.hasMore else { break }
            query.after = last.ordinal
        }
        return found
    }

    /// One session, with the size of its folder; `nil` when there is none.
    ///
    /// - Throws: `JournalError`, `RecordError`.
    func find(_ session: SessionID) async throws -> SessionSummary? {
        if let head = try await journal.head(of: session) { return try await measured([SessionSummary(head, isServed: isServed)])[0] }
        if let record = try await records?.record(StoredSession.kind, id: session.text), let found = StoredSession(record) {
            return SessionSummary(unused: found)
        }
        guard await older().contains(session) else { return nil }
        return try await measured([SessionSummary(older: session)])[0]
    }

    /// Sessions with the size of their folders. Looks at every file of them, one session after the other: turns wait for the same few
    /// threads.
    ///
    /// - Throws: `CancellationError`.
    func measured(_ summaries: [SessionSummary]) async throws -> [SessionSummary] {
        var measured = summaries
        for (index, folder) in summaries.map(\.folder).enumerated() {
            try Task.checkCancellation()
            if let folder { measured[index].folderBytes = await diskUse(of: folder) }
        }
        return measured
    }

    private func diskUse(of folder: String) async -> Int {
        let files = files
        return await BlockingExecutor.shared.perform { files.diskUse(of: folder) }
    }

    /// Goes through a session's events.
    ///
    /// - Throws: `JournalError`.
    func eachEvent(of session: SessionID, _ body: (JournalEvent) -> Void) async throws {
        var last = 0
        while case let events = try await events(of: session, after: last), let end = events.last {
            events.forEach(body)
            last = end.number
        }
    }

    /// A page of a session's events.
    ///
    /// - Throws: `JournalError`.
    func events(of session: SessionID, after number: Int) async throws -> [JournalEvent] {
        try await journal.events(of: session, after: number, count: Self.page, byteLimit: 1 << 20)
    }

    private func older() async -> [SessionID] {
        let files = files
        return await BlockingExecutor.shared.perform { files.olderSessions() }
    }
}

extension JournalEvent {
    /// The event as programs read it.
    var json: JSONValue {
        [
            "number": .number(JSONNumber(number)), "time": .time(time), "turn": turn.map { .string($0.text) } ?? .null,
            "kind": .string(kind.rawValue), "body": (try? JSONValue(parsing: body)) ?? .null,
        ]
    }
}
