internal import Journal
internal import SQLite

extension StoreDesk {
    /// Writes appends and removals in one transaction. Each succeeds or is refused on its own; a failure of the file is everybody's.
    mutating func write(_ group: [StoreRequest]) -> [Answer] {
        do throws(JournalError) {
            let store = try writable()
            return try mendingAfterFailure("write to") { desk throws(SQLiteFailure) in try desk.commit(group, to: store) }
        } catch { return group.map { _ in .failure(error) } }
    }

    private mutating func commit(_ group: [StoreRequest], to store: Store) throws(SQLiteFailure) -> [Answer] {
        try store.begin(group.contains(where: \.isFlushed) ? .flushed : .committed)
        var answers: [Answer] = []
        for request in group { answers.append(try apply(request, store)) }
        let changed = answers.contains { if case .success = $0 { true } else { false } }
        try store.end(keeps: changed)
        return answers
    }

    private mutating func apply(_ request: StoreRequest, _ store: Store) throws(SQLiteFailure) -> Answer {
        switch request {
        case .remove(let session): return .success(.flag(try store.remove(session)))
        case .append(let append):
            do throws(WriteFailure) {
                let old = try store.write(append)
                mending.undo.append((append.session, old))
                return .success(.done)
            } catch {
                switch error {
                case .request(let error): return .failure(error)
                case .file(let failure): throw failure
                }
            }
        default: return .success(.done)
        }
    }

    /// One step of giving back room.
    mutating func tidy() -> Answer {
        do throws(JournalError) {
            let store = try writable()
            let more = try mendingAfterFailure("give back room of") { _ throws(SQLiteFailure) in try store.tidy() }
            checkpointIfLarge()
            return .success(.flag(more))
        } catch { return .failure(error) }
    }

    /// A checkpoint that fails loses nothing, and is tried again when the log has grown by as much again.
    mutating func checkpointIfLarge() {
        guard let store, !mending.isNeeded, store.connection.logFrames >= checkpointAt else { return }
        do throws(JournalError) { try checkpoint(store) } catch { checkpointAt = store.connection.logFrames + file.checkpointFrames }
    }

    private mutating func checkpoint(_ store: Store) throws(JournalError) {
        try mendingAfterFailure("checkpoint") { _ throws(SQLiteFailure) in try store.connection.checkpoint(empties: false) }
        checkpointAt = file.checkpointFrames
    }

    /// The store, also one that takes no writes for now.
    mutating func readable() throws(JournalError) -> Store {
        if let store { return store }
        return try writable()
    }

    /// The store, mended if need be, with room in its log.
    private mutating func writable() throws(JournalError) -> Store {
        if mending.isNeeded { try mend() }
        guard let store else { throw JournalError(.io, "the journal \(file.path) is not open; restart the program") }
        guard store.connection.logFrames >= file.logLimit else { return store }
        try checkpoint(store)
        return store
    }
}

extension StoreRequest {
    fileprivate var isFlushed: Bool { if case .append(let append) = self { append.durability == .flushed } else { true } }
}
