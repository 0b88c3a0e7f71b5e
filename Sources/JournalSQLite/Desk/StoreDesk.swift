internal import Domain
internal import Journal
internal import SQLite

/// Serves groups of requests with one store, and mends it after a failure. One thread at a time; its calls block.
struct StoreDesk {
    typealias Answer = Result<StoreAnswer, JournalError>

    /// Bytes that are written or read together.
    static let weightLimit = 4 << 20

    let file: DatabaseFile
    let generation: Int
    /// The open store; `nil` once closed, or while it cannot be opened again after a failure.
    var store: Store?
    var mending = Mending()
    /// Frames of the write-ahead log from which on it is moved into the database.
    var checkpointAt: Int
    private var isClosed = false

    init(_ store: Store) {
        self.store = store
        file = store.file
        generation = store.generation
        checkpointAt = store.file.checkpointFrames
    }

    /// The answers to a group, each in its request's place. Reads see what was there before the group's writes.
    mutating func serve(_ group: [StoreRequest]) -> [Answer] {
        guard !isClosed else { return group.map { _ in .failure(.afterClose) } }
        let writes = group.indices.filter { group[$0].isWrite }
        var answers = read(group)
        if !writes.isEmpty {
            for (index, answer) in zip(writes, write(writes.map { group[$0] })) { answers[index] = answer }
            checkpointIfLarge()
        }
        if group.contains(where: \.isClose) { close() }
        return answers
    }

    /// The answers to what is no write. A page has one event at least, however large that is: once pages have come to more than a group
    /// may weigh, the others are put off.
    private mutating func read(_ group: [StoreRequest]) -> [Answer] {
        var bytes = 0
        return group.map { request in
            if request.isWrite { return .success(.done) }
            if request.isPage, bytes > Self.weightLimit { return .success(.later) }
            let answer = serveAlone(request)
            if case .success(let answer) = answer { bytes += answer.byteCount }
            return answer
        }
    }

    private mutating func serveAlone(_ request: StoreRequest) -> Answer {
        if case .tidy = request { return tidy() }
        do throws(JournalError) {
            let store = try readable()
            do throws(SQLiteFailure) { return .success(try store.read(request)) } catch { throw JournalError(error.error("read", file)) }
        } catch { return .failure(error) }
    }

    private mutating func close() {
        isClosed = true
        if !mending.isNeeded { store?.connection.mergeLogOnClose() }
        store = nil
    }
}
