internal import Domain
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records

/// Makes, changes, ends and removes sessions, each in an order that survives a crash: the record says first what is intended, and forgets
/// it last.
///
/// What is begun goes on though its caller leaves, and one thing at a time is done to a session. What fails half-way is finished by the next
/// call, by itself some seconds later, or by the next server.
struct SessionLifecycle: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let unfinished: UnfinishedSessions

    init(store: SessionStore, actions: SessionActions, materials: any SessionMaterials) {
        self.store = store
        self.actions = actions
        unfinished = UnfinishedSessions(store: store, actions: actions, materials: materials)
    }

    private func work<Value: Sendable>(
        on id: SessionID,
        _ body: @escaping @Sendable (StoredSession) async throws -> Value
    ) async throws -> Value {
        try await unfinished.undertake(id) {
            guard let session = try await unfinished.find(id) else { throw ManagedError.notFound("session", id.text) }
            return try await body(session)
        }
    }

    /// The session once nothing is left undone of it.
    private func settled(_ session: StoredSession) async throws -> StoredSession {
        guard let intent = session.intent else { return session }
        if intent != .remove { try await unfinished.finish(session) }
        return try await store.session(session.record.id)
    }

    /// Makes a session that is no more than its record, or begins one.
    ///
    /// - Throws: `ManagedError` 507 where there are as many sessions as there may be.
    func add(_ record: Record) async throws -> StoredSession {
        let limit = actions.sessionLimit
        do {
            let bound = RecordChange.boundAll(StoredSession.kind, parent: nil, limit: limit)
            let stored = try await store.records.apply([bound, .insert(record)]).first
            guard let session = stored.flatMap(StoredSession.init) else { throw ManagedError.internalError }
            return session
        } catch let error as RecordError where error.code == .tooMany {
            throw ManagedError.translated(ServerError.tooManySessions(limit))
        }
    }

    /// Makes a session of which more has to be made than its record.
    ///
    /// - Parameter build: Makes the rest; when it throws, nothing is left of the session.
    func create(_ record: Record, _ build: @escaping @Sendable (StoredSession) async throws -> Void) async throws {
        guard var session = StoredSession(record) else { throw ManagedError.internalError }
        session.intend(.create)
        let (id, first) = (session.id, session.record)
        try await unfinished.undertake(id) {
            let session = try await add(first)
            actions.reach(SessionIntent.create.failpoint)
            do { try await build(session) } catch {
                // What is not taken back now is by the next try.
                if (try? await unfinished.begin(.remove, session)) != nil { try? await unfinished.finish(id) }
                throw error
            }
            try await unfinished.settle(id, .create)
        }
    }

    /// A session that has been made whole; what is left of one that was not is taken away.
    func made(_ id: SessionID) async throws -> StoredSession? {
        try await unfinished.undertake(id) {
            guard let session = try await unfinished.find(id) else { return nil }
            guard session.intent == .create || session.intent == .remove else { return session }
            try await unfinished.finish(session)
            return nil
        }
    }

    /// Changes fields of a session's record, and tells of it in its journal.
    ///
    /// - Parameter decide: Says what changes.
    /// - Throws: `ManagedError` 404, 400 for one that is archived; what `decide` throws.
    func update(
        _ id: SessionID,
        at time: Timestamp,
        _ decide: @escaping @Sendable (StoredSession) async throws -> JSONObject
    ) async throws {
        try await work(on: id) { found in
            let session = try await settled(found)
            try session.checkOpen()
            let changes = JSONObject(try await decide(session).filter { session.record.body[$0.key] ?? .null != $0.value })
            guard !changes.isEmpty else { return }
            guard changes.contains(key: "agent") else { return try await apply(changes, to: session, at: time) }
            // A turn keeps the agent that it has begun with, also over restarts.
            try await actions.atRest(id) { try await apply(changes, to: session, at: time) }
        }
    }

    private func apply(_ changes: JSONObject, to session: StoredSession, at time: Timestamp) async throws {
        var session = session
        for (name, value) in changes { session.set(name, value) }
        session.record.updated = time.microseconds
        try await unfinished.begin(.update(changes: changes, name: "\(session.record.revision + 1)"), session)
        try await unfinished.finish(session.id)
    }

    /// Ends a session for good; a second time does nothing.
    ///
    /// - Throws: `ManagedError` 404, 409 while it runs.
    func archive(_ id: SessionID, at time: Timestamp) async throws {
        try await work(on: id) { found in
            var session = try await settled(found)
            guard !session.isArchived else { return }
            session.record.archived = time.microseconds
            session.record.updated = time.microseconds
            let archived = session
            try await actions.terminate(id) {
                try await refuseBusy(archived, "archived")
                try await unfinished.begin(.archive, archived)
            }
            try await unfinished.finish(id)
        }
    }

    /// Removes a session with all that it has.
    ///
    /// - Throws: `ManagedError` 404, 409 while it runs.
    func delete(_ id: SessionID) async throws {
        try await work(on: id) { session in
            if session.intent != .remove {
                try await actions.remove(id) {
                    if try await !actions.isDamaged(id) { try await refuseBusy(session, "deleted") }
                    try await unfinished.begin(.remove, session)
                }
            }
            try await unfinished.finish(id)
        }
    }

    /// Removes a session as whoever runs the server wishes.
    ///
    /// - Returns: Whether it was removed, which one that has been used since its age was looked at is not; `nil` when it is none of /v1.
    /// - Throws: `ManagedError` 409 when a turn runs or waits that is not to be interrupted.
    func remove(_ id: SessionID, _ manner: SessionRemoval.Manner) async throws -> Bool? {
        guard try await unfinished.find(id) != nil else { return nil }
        return try await work(on: id) { session in
            if session.intent != .remove, try await !begin(removing: session, manner) { return false }
            try await unfinished.finish(id)
            return true
        }
    }

    private struct Used: Error {}

    private func begin(removing session: StoredSession, _ manner: SessionRemoval.Manner) async throws -> Bool {
        do {
            try await actions.remove(session.id, interrupts: manner.isForced) {
                let time = try await store.journal.head(of: session.id)?.lastTime ?? session.record.updated
                if let last = manner.lastTime, time != last { throw Used() }
                try await unfinished.begin(.remove, session)
            }
            return true
        } catch is Used { return false }
    }

    private func refuseBusy(_ session: StoredSession, _ what: String) async throws {
        guard try await !store.projection(session).isBusy else {
            throw ManagedError.conflict(
                "session \(session.record.id) runs and cannot be \(what); send a user.interrupt and wait until it is idle"
            )
        }
    }
}
