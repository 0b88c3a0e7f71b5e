internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records
internal import Synchronization
internal import Telemetry

/// The sessions to which something has been begun that is not done, and how that is finished. Each step may be done again.
final class UnfinishedSessions: Sendable {
    private let store: SessionStore
    private let actions: SessionActions
    private let materials: any SessionMaterials
    /// Those that are tried again by themselves.
    private let retried = Mutex<Set<SessionID>>([])

    private static let page = 100
    /// Time between two tries.
    private static let retryTime = Duration.seconds(5)
    /// How often a record that somebody else changes meanwhile is read again.
    private static let mostReadings = 10

    private var services: SessionServices { actions.hosts.services }

    init(store: SessionStore, actions: SessionActions, materials: any SessionMaterials) {
        self.store = store
        self.actions = actions
        self.materials = materials
    }

    /// A session, also one that is being removed; `nil` when there is none.
    func find(_ id: SessionID) async throws -> StoredSession? {
        try await store.records.record(StoredSession.kind, id: id.text).flatMap(StoredSession.unfinished)
    }

    /// Does something to a session after whatever else is done to it, and to its end though its caller leaves. What that leaves undone is
    /// tried again.
    func undertake<Value: Sendable>(_ id: SessionID, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await services.nursery.finish {
            do { return try await self.actions.inOrder(id, body) } catch {
                if (try? await self.find(id))?.intent != nil { self.retry(id) }
                throw error
            }
        }
    }

    /// Says in a session's record what is begun. From then on it is finished, whatever happens.
    func begin(_ intent: SessionIntent, _ session: StoredSession) async throws {
        var session = session
        session.intend(intent)
        if intent == .remove { session.record.archived = session.record.archived ?? session.record.updated }
        try await store.records.apply([.replace(session.record)])
        actions.reach(intent.failpoint)
    }

    /// Does what is left to do of a session.
    func finish(_ id: SessionID) async throws {
        if let session = try await find(id) { try await finish(session) }
    }

    /// Does what is left to do of a session.
    func finish(_ session: StoredSession) async throws {
        guard let intent = session.intent else { return }
        switch intent {
        case .create, .remove: return try await remove(session)
        case .update(let changes, let name): try await actions.tell(changes, name: name, in: session.id)
        case .archive: try await actions.terminate(session.id)
        }
        actions.reach(.settling)
        try await settle(session.id, intent)
    }

    private func remove(_ session: StoredSession) async throws {
        try await actions.remove(session.id)
        store.checkpoints.forget(session.id)
        actions.reach(.erased)
        try await materials.removeAll(of: session.id)
        guard try await find(session.id) != nil else { return }
        try await store.records.apply(session.leaving)
    }

    /// Says that nothing is left to do of a session. What else is changed in its record meanwhile stays.
    ///
    /// - Throws: `ManagedError` 409 when others change it all the time: who is told that it is done must find it done.
    func settle(_ id: SessionID, _ intent: SessionIntent) async throws {
        for _ in 1...Self.mostReadings {
            if try await trySettling(id, intent) { return }
        }
        throw ManagedError.conflict("session \(id.text) is changed by too many at once; ask again in a moment")
    }

    /// Whether nothing is left to do of it, and its record says so.
    private func trySettling(_ id: SessionID, _ intent: SessionIntent) async throws -> Bool {
        guard var session = try await find(id), session.intent == intent else { return true }
        session.intend(nil)
        do {
            try await store.records.apply([.replace(session.record)])
            return true
        } catch {
            guard error.code == .stale else { throw error }
            return false
        }
    }
}

/// What an earlier server has left, and what fails.
extension UnfinishedSessions {
    /// Goes on with what an earlier server has left undone.
    ///
    /// - Returns: The sessions in which no turn is to go on.
    func resume() async -> Set<SessionID> {
        do { return try await takeUp() } catch {
            services.log.error("sessions that are being changed or removed could not be looked for", [("error", .string("\(error)"))])
            services.nursery.add {
                while (try? await self.services.clock.sleep(for: Self.retryTime)) != nil {
                    if (try? await self.takeUp()) != nil { return }
                }
            }
            return []
        }
    }

    private func takeUp() async throws -> Set<SessionID> {
        let sessions = try await all()
        for session in sessions {
            // Nobody has been told of it.
            if session.intent == .create { try? await begin(.remove, session) }
            services.nursery.add { await self.finishOrRetry(session.id) }
        }
        return Set(sessions.filter { $0.intent?.endsTurns == true }.map(\.id))
    }

    private func all() async throws -> [StoredSession] {
        var query = RecordQuery(StoredSession.kind, order: .ascending, limit: Self.page)
        query.tags = [[SessionIntent.tag]]
        query.includesArchived = true
        var found: [StoredSession] = []
        while case let page = try await store.records.page(query), let last = page.records.last {
            found += page.records.compactMap(StoredSession.unfinished).filter { $0.intent != nil }
            query.after = last.ordinal
        }
        return found
    }

    private func finishOrRetry(_ id: SessionID) async {
        do { try await actions.inOrder(id) { try await finish(id) } } catch {
            let fields: [(String, JSONValue)] = [("session.id", .string(id.text)), ("error", .string("\(error)"))]
            services.log.error("what was begun to a session could not be finished; this is tried again", fields)
            retry(id)
        }
    }

    private func retry(_ id: SessionID) {
        guard retried.withLock({ $0.insert(id).inserted }) else { return }
        services.nursery.add {
            defer { self.retried.withLock { _ = $0.remove(id) } }
            while (try? await self.services.clock.sleep(for: Self.retryTime)) != nil {
                if (try? await self.actions.inOrder(id) { try await self.finish(id) }) != nil { return }
            }
        }
    }
}
