internal import Domain
internal import Journal

/// Serves groups of requests with one store, and mends it after a failure. One thread at a time; its calls block.
struct StoreDesk {
    typealias Answer = Result<StoreAnswer, JournalError>

    private let file: StoreFile
    private let generation: Int
    private var store: Store?
    private var isClosed = false
    /// Whether a failed write has yet to be mended, and what the sessions that it touched were before.
    private var needsMending = false
    private var undo: [(session: SessionID, old: StoreRow?)] = []
    /// Frames of the write-ahead log that were valid when the store was last whole.
    private var frames = 0

    init(_ store: Store) {
        self.store = store
        file = store.file
        generation = store.generation
    }

    /// The answers to a group, each in its request's place. Reads see what was there before the group's writes, or after.
    mutating func serve(_ group: [StoreRequest]) -> [Answer] {
        guard !isClosed else { return group.map { _ in .failure(.afterClose) } }
        let writes = group.indices.filter { group[$0].isWrite }
        var answers = [Answer](repeating: .success(.done), count: group.count)
        for index in group.indices where !group[index].isWrite { answers[index] = serveAlone(group[index]) }
        if !writes.isEmpty {
            for (index, answer) in zip(writes, write(writes.map { group[$0] })) { answers[index] = answer }
            checkpointIfLarge()
        }
        if group.contains(where: { if case .close = $0 { true } else { false } }) { close() }
        return answers
    }

    private mutating func serveAlone(_ request: StoreRequest) -> Answer {
        if case .tidy = request { return tidy() }
        do throws(JournalError) {
            let store = try readable()
            do throws(SQLiteFailure) { return .success(try store.read(request)) } catch { throw error.error("read", file.path) }
        } catch { return .failure(error) }
    }

    private mutating func write(_ group: [StoreRequest]) -> [Answer] {
        do throws(JournalError) {
            let store = try writable()
            do throws(SQLiteFailure) { return try commit(group, to: store) } catch {
                let failure = error.error("write to", file.path)
                mend()
                throw failure
            }
        } catch { return group.map { _ in .failure(error) } }
    }

    private mutating func commit(_ group: [StoreRequest], to store: Store) throws(SQLiteFailure) -> [Answer] {
        undo = []
        frames = store.connection.logFrames
        needsMending = true
        try store.begin(group.contains(where: \.isFlushed) ? .flushed : .committed)
        var answers: [Answer] = []
        for request in group { answers.append(try apply(request, store)) }
        let changed = answers.contains { if case .success = $0 { true } else { false } }
        try store.connection.execute(changed ? "COMMIT" : "ROLLBACK")
        needsMending = false
        return answers
    }

    private mutating func apply(_ request: StoreRequest, _ store: Store) throws(SQLiteFailure) -> Answer {
        switch request {
        case .remove(let session): return .success(.flag(try store.remove(session)))
        case .append(let append):
            do throws(WriteFailure) {
                let old = try store.write(append)
                undo.append((append.session, old))
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

    private mutating func tidy() -> Answer {
        do throws(JournalError) {
            let store = try writable()
            frames = store.connection.logFrames
            do throws(SQLiteFailure) {
                let more = try store.tidy()
                checkpointIfLarge()
                return .success(.flag(more))
            } catch {
                let failure = error.error("give back room of", file.path)
                undo = []
                needsMending = true
                mend()
                throw failure
            }
        } catch { return .failure(error) }
    }

    /// A checkpoint that fails loses nothing, but what it could not flush must be written again.
    private mutating func checkpointIfLarge() {
        guard let store, !needsMending, store.connection.logFrames >= file.checkpointFrames else { return }
        frames = store.connection.logFrames
        do { try store.connection.checkpoint(empties: false) } catch {
            undo = []
            needsMending = true
            mend()
        }
    }

    private mutating func close() {
        isClosed = true
        if !needsMending { store?.connection.mergeLogOnClose() }
        store = nil
    }

    /// The store, also one that takes no writes for now.
    private mutating func readable() throws(JournalError) -> Store {
        if let store { return store }
        return try writable()
    }

    private mutating func writable() throws(JournalError) -> Store {
        if needsMending { try mendNow() }
        guard let store else { throw JournalError(.io, "the journal \(file.path) is not open") }
        return store
    }

    private mutating func mend() {
        // Tried again before the next write, which then tells the reason.
        do { try mendNow() } catch { return }
    }

    /// Undoes what a failed write has left, in memory and in the files, and opens them again.
    private mutating func mendNow() throws(JournalError) {
        if let old = store {
            if old.connection.isInTransaction { try? old.connection.execute("ROLLBACK") }
            if file.mode == .writeAheadLog {
                old.connection.logFrames = frames
                do throws(SQLiteFailure) { try old.connection.cutLog(pageSize: old.pageSize) } catch {
                    throw error.error("mend", file.path)
                }
            }
        }
        store = nil
        let new = try Store.reopen(file, generation: generation, frames: frames)
        do throws(SQLiteFailure) { try new.undo(undo) } catch { throw error.error("mend", file.path) }
        store = new
        undo = []
        needsMending = false
    }
}

extension StoreRequest {
    fileprivate var isFlushed: Bool { if case .append(let append) = self { append.durability == .flushed } else { true } }
}
