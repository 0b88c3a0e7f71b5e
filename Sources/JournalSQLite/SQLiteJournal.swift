public import Domain
internal import EventLoop
public import Journal
internal import Synchronization
public import SQLite

/// A journal in one SQLite file, which this process has to itself.
///
/// Calls that come while a commit runs go into the next one together. All SQLite's work is done on `BlockingExecutor.store`. Close it: a journal that is let go of unclosed keeps all it has, but its last work is done on whatever thread lets go.
public final class SQLiteJournal: Journal {
    /// What this process's writers are told apart from those of earlier processes by.
    public let fence: Fence
    /// How the file is kept whole.
    public let mode: JournalMode

    private let desk: Mutex<StoreDesk>
    private let line = GroupLine<StoreRequest, StoreDesk.Answer>(countLimit: 256, weightLimit: StoreDesk.weightLimit)

    /// How the file is kept whole, in words for a log.
    public var storage: String { "SQLite, \(mode.description)" }

    private init(_ store: sending Store) {
        fence = Fence(rawValue: store.generation)
        mode = store.file.mode
        desk = Mutex(StoreDesk(store))
    }

    /// Opens the journal in the file at `path`, which is made with mode 0600 unless it is there. Its folder must be there.
    ///
    /// - Parameter mode: How to keep the file whole; `nil` decides by the file system.
    /// - Throws: `JournalError` with code `inUse`, `newerSchema`, `damaged`, `full` or `io`. Nothing has been changed after the middle two.
    public static func open(at path: String, mode: JournalMode? = nil) async throws(JournalError) -> SQLiteJournal {
        try await open(at: path, mode: mode, checkpointFrames: 1000)
    }

    /// The same, with the number of frames (pages of 4 KiB) after which the write-ahead log is moved into the database.
    package static func open(at path: String, mode: JournalMode?, checkpointFrames: Int) async throws(JournalError) -> SQLiteJournal {
        let result = await BlockingExecutor.store.perform { () -> Result<SQLiteJournal, JournalError> in
            let file: DatabaseFile
            do throws(DatabaseError) {
                file = try DatabaseFile(path: path, form: .journal, mode: mode, checkpointFrames: checkpointFrames)
            } catch { return .failure(JournalError(error)) }
            do throws(JournalError) { return .success(SQLiteJournal(try Store.open(file))) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// What is known about a session.
    public func head(of session: SessionID) async throws(JournalError) -> JournalHead? {
        if case .head(let head) = try await ask(.head(session)) { head } else { nil }
    }

    /// Writes events.
    public func append(_ append: JournalAppend) async throws(JournalError) { _ = try await ask(.append(append)) }

    /// Events after a number.
    public func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        let answer = try await ask(.events(session, after: number, count: count, byteLimit: byteLimit))
        return if case .events(let events) = answer { events } else { [] }
    }

    /// Heads in order of their sessions' names.
    public func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        if case .heads(let heads) = try await ask(.heads(after: session, count: count, isOpen: isOpen)) { heads } else { [] }
    }

    /// How many sessions there are.
    public func sessionCount() async throws(JournalError) -> Int {
        if case .count(let count) = try await ask(.sessionCount) { count } else { 0 }
    }

    /// Removes a session, and then gives back its room in steps between which others are served. A cancelled caller leaves steps to the
    /// next removal; the session is gone all the same.
    public func remove(_ session: SessionID) async throws(JournalError) -> Bool {
        guard case .flag(true) = try await ask(.remove(session)) else { return false }
        while !Task.isCancelled, case .success(.flag(true)) = await submit(.tidy) { continue }
        return true
    }

    /// Waits for what has been begun, moves everything into the one file, and closes it.
    public func close() async { _ = await submit(.close) }

    private func ask(_ request: StoreRequest) async throws(JournalError) -> StoreAnswer {
        while true {
            let answer = try await submit(request).get()
            if case .later = answer { continue }
            return answer
        }
    }

    private func submit(_ request: StoreRequest) async -> StoreDesk.Answer {
        await line.submit(request, weight: request.weight) { [self] group in
            await BlockingExecutor.store.perform { [self] in desk.withLock { $0.serve(group) } }
        }
    }
}
