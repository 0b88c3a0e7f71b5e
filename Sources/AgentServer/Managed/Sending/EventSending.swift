internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Takes in the events of a request, all of them or none, and once: a repeated request meets what the first one has done.
struct EventSending: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let materials: any SessionMaterials

    /// Takes them in; gives them with the ids under which they appear.
    ///
    /// - Throws: `ManagedError`, `JournalError`, `CancellationError`.
    func send(_ events: [ClientEvent], to session: StoredSession, _ origin: RequestOrigin) async throws -> [JSONValue] {
        if let first = try await known(session, origin) { return try await echoes(events, from: first, session, origin) }
        try origin.checkUndone()
        guard !session.isArchived else { throw ManagedError.invalid("the session \(session.record.id) is archived and takes no events") }
        let projection = try await store.projection(session)
        let kinds = try SendingRules(projection: projection, queueDepth: actions.queueDepth).steps(events)
        let first = try await take(kinds, session.id, origin)
        return try await echoes(events, from: first, session, origin)
    }

    /// Takes in the first messages of a session.
    func begin(_ messages: [PromptContent], in session: StoredSession, _ origin: RequestOrigin) async throws {
        guard !messages.isEmpty else { return }
        _ = try await take(messages.map(SessionInput.Kind.message), session.id, origin)
    }

    /// Where an earlier try of the request has left its entries.
    private func known(_ session: StoredSession, _ origin: RequestOrigin) async throws -> Int? {
        guard origin.isRepeated else { return nil }
        return try await store.history(session).entry(of: origin.uuid(0), since: origin.time.microseconds)
    }

    private func take(_ kinds: [SessionInput.Kind], _ session: SessionID, _ origin: RequestOrigin) async throws -> Int {
        var inputs: [SessionInput] = []
        for (index, kind) in kinds.enumerated() {
            inputs.append(SessionInput(uuid: origin.uuid(index), kind: try await withFiles(kind)))
        }
        return try await actions.take(inputs, in: session) {
            _ = try await store.session(session.text)
        }
    }

    private func withFiles(_ kind: SessionInput.Kind) async throws -> SessionInput.Kind {
        switch kind {
        case .message(let content): .message(try await materials.whole(content))
        case .interrupt: .interrupt
        case .answer(let answer): .answer(try await materials.whole(answer))
        }
    }

    private func echoes(
        _ events: [ClientEvent],
        from first: Int,
        _ session: StoredSession,
        _ origin: RequestOrigin
    ) async throws -> [JSONValue] {
        let ids = ManagedEventID(session: session.id)
        var echoes: [JSONValue] = []
        for (index, event) in events.enumerated() {
            let id = ids.sent(origin.uuid(index))
            // An answer counts as taken in once it is stored: its echo is the event itself.
            let told = event.isAnswer ? try await store.history(session).events(of: first + index).first { $0.id == id } : nil
            echoes.append(told?.json ?? event.echo(id))
        }
        return echoes
    }
}
