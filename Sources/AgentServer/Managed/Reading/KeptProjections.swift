internal import Domain
internal import JSON
internal import Journal
internal import Records
internal import Synchronization

/// Projections of sessions on the disk, at every 1,024th entry, for what a server that has just started does not remember.
///
/// Nothing depends on them: one that is missing, or cannot be read, costs time alone. They go with their session.
final class KeptProjections: Sendable {
    static let kind = RecordKind(rawValue: "projection")
    /// Bytes of one: what is larger is not kept.
    private static let sizeLimit = 256 << 10
    /// Those that wait to be written: of more the earliest of a session are passed over, since who comes later starts from the latest.
    private static let mostWaiting = 64
    /// Places that are looked at for the nearest one.
    private static let mostTries = 64

    private struct State {
        var waiting: [SessionProjection] = []
        var isWriting = false

        /// False when others have all the places.
        mutating func makeRoom(for projection: SessionProjection, _ most: Int) -> Bool {
            guard waiting.count >= most else { return true }
            guard let first = waiting.firstIndex(where: { $0.ids.session == projection.ids.session }) else { return false }
            waiting.remove(at: first)
            return true
        }

        /// Whether one of the same place waits.
        func waits(_ projection: SessionProjection) -> Bool {
            waiting.contains { $0.number == projection.number && $0.ids == projection.ids }
        }
    }

    private let records: any RecordStore
    private let nursery: TaskNursery
    /// Entries between two.
    private let interval: Int
    private let state = Mutex(State())

    /// - Parameter interval: Entries between two; a multiple of those between two that are kept in memory.
    init(_ records: any RecordStore, _ nursery: TaskNursery, interval: Int = 1024) {
        self.records = records
        self.nursery = nursery
        self.interval = max(1, interval)
    }

    /// Takes away all of a session.
    static func removal(_ session: String) -> RecordChange { .deleteAll(kind, parent: session) }

    private static func id(_ session: SessionID, _ number: Int) -> String { "\(session.text):\(number)" }
}

/// Writing.
extension KeptProjections {
    /// Keeps a projection, later, if it stands at a place where one is kept.
    func offer(_ projection: SessionProjection) {
        guard projection.number > 0, projection.number % interval == 0 else { return }
        let begins = state.withLock { state in
            guard !state.waits(projection), state.makeRoom(for: projection, Self.mostWaiting) else { return false }
            state.waiting.append(projection)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard begins, !nursery.add({ await self.write() }) else { return }
        state.withLock { $0 = State() }
    }

    private func write() async {
        while let batch = next() { try? await write(batch) }
    }

    /// Those of one session that wait: a long history that is read for the first time makes many.
    private func next() -> [SessionProjection]? {
        state.withLock { state in
            state.isWriting = !state.waiting.isEmpty
            guard let session = state.waiting.first?.ids.session else { return nil }
            let batch = state.waiting.filter { $0.ids.session == session }
            state.waiting.removeAll { $0.ids.session == session }
            return batch
        }
    }

    private func write(_ batch: [SessionProjection]) async throws {
        var changes: [RecordChange] = []
        for projection in batch { if let change = try await change(keeping: projection) { changes.append(change) } }
        guard let session = batch.first?.ids.session, !changes.isEmpty else { return }
        // A session that has been removed meanwhile leaves nothing behind.
        try await records.apply([.present(StoredSession.kind, id: session.text)] + changes)
    }

    /// `nil` for one that is too large, or kept already.
    private func change(keeping projection: SessionProjection) async throws -> RecordChange? {
        let (session, body) = (projection.ids.session, projection.kept)
        guard body.serialized().count <= Self.sizeLimit else { return nil }
        let id = Self.id(session, projection.number)
        guard var known = try await records.record(Self.kind, id: id) else {
            return .insert(Record(Self.kind, id: id, parent: session.text, created: projection.time, body: body))
        }
        guard known.body != body else { return nil }
        known.body = body
        return .replace(known)
    }
}

/// Reading.
extension KeptProjections {
    /// The last one that has not come further than an entry, and further than another; `nil` where there is none.
    func nearest(_ subject: ProjectionSubject, before number: Int, beyond first: Int, _ journal: any Journal) async -> SessionProjection? {
        var place = number / interval * interval
        for _ in 0..<Self.mostTries where place > first {
            if let found = try? await projection(subject, at: place, journal) { return found }
            place -= interval
        }
        return nil
    }

    private func projection(_ subject: ProjectionSubject, at number: Int, _ journal: any Journal) async throws -> SessionProjection? {
        guard let record = try await records.record(Self.kind, id: Self.id(subject.session, number)),
            let projection = SessionProjection(kept: record.body, subject), projection.number == number
        else { return nil }
        // A journal whose end was lost has other entries with these numbers.
        guard try await entry(number, of: subject, journal)?.time == projection.time else { return nil }
        return try await completed(projection, subject, journal)
    }

    private func entry(_ number: Int, of subject: ProjectionSubject, _ journal: any Journal) async throws -> JournalEvent? {
        try await journal.events(of: subject.session, after: number - 1, count: 1, byteLimit: 1).first { $0.number == number }
    }

    /// With what the journal has of it; `nil` where that is something else.
    private func completed(
        _ projection: SessionProjection,
        _ subject: ProjectionSubject,
        _ journal: any Journal
    ) async throws -> SessionProjection? {
        var projection = projection
        if let change = projection.agentChange {
            guard let agent = try await entry(change, of: subject, journal)?.json["body"]?["agent"] else { return nil }
            projection.change(to: agent)
        }
        for (index, turn) in projection.turns.enumerated() {
            guard let number = turn.prompt?.accepted else { continue }
            let body = try await entry(number, of: subject, journal)?.json["body"]?.object
            guard let prompt = body.flatMap({ SessionProjection.Prompt($0, accepted: number) }) else { return nil }
            projection.turns[index].prompt = prompt
        }
        return projection
    }
}
