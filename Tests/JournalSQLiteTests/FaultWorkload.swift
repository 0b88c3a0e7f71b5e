import Domain
import Journal
import JournalConformance
import JournalSQLite
import SQLite
import Testing

/// A fixed piece of work on a journal that may fail anywhere, and what must be true of the journal then.
struct FaultWorkload {
    let path: String
    let mode: JournalMode
    var writers: [Writer]
    /// Appends that failed, by session: one of them may be there, whole, when the disk took no more writes at all.
    var failed: [SessionID: [JournalAppend]] = [:]
    var errors: [JournalError] = []
    /// A session whose removal failed may be there or not.
    var mayBeGone: Set<SessionID> = []

    init(path: String, mode: JournalMode) throws {
        self.path = path
        self.mode = mode
        writers = try (0..<3).map { try Writer("w\($0)", fence: 1000) }
    }

    /// Opens, appends, removes and closes; goes on after each failure.
    mutating func run() async throws {
        let journal: SQLiteJournal
        do throws(JournalError) { journal = try await SQLiteJournal.open(at: path, mode: mode, checkpointFrames: 12) } catch {
            errors.append(error)
            return
        }
        for round in 0..<3 {
            try await appendTogether(round, journal)
            if round == 1 { try await remove(2, journal) }
            try await checkVisible(journal)
        }
        await journal.close()
    }

    /// Several sessions at once, so that their appends share commits.
    private mutating func appendTogether(_ round: Int, _ journal: SQLiteJournal) async throws {
        let appends = writers.enumerated().map { index, writer in
            writer.draft(
                (0...index).map { JournalDraft(.frame, body: Array(repeating: UInt8(round), count: 100 + 1700 * $0)) },
                snapshot: index == 1 ? SessionSnapshot(state: Array("\(round)".utf8), isOpen: true) : nil,
                durability: round.isMultiple(of: 2) ? .flushed : .committed
            )
        }
        await withTaskGroup(of: (Int, JournalError?).self) { group in
            for (index, append) in appends.enumerated() { group.addTask { (index, await Self.failure(append, journal)) } }
            for await (index, error) in group { note(error, of: index, appends[index]) }
        }
    }

    private mutating func note(_ error: JournalError?, of index: Int, _ append: JournalAppend) {
        if let error {
            errors.append(error)
            failed[append.session, default: []].append(append)
        } else {
            writers[index].wrote(append)
            failed[append.session] = nil
        }
    }

    private static func failure(_ append: JournalAppend, _ journal: SQLiteJournal) async -> JournalError? {
        do throws(JournalError) {
            try await journal.append(append)
            return nil
        } catch { return error }
    }

    private mutating func remove(_ index: Int, _ journal: SQLiteJournal) async throws {
        let session = writers[index].session
        do throws(JournalError) {
            _ = try await journal.remove(session)
        } catch {
            errors.append(error)
            mayBeGone.insert(session)
        }
        if !mayBeGone.contains(session) { writers[index] = try Writer(session.text, fence: 1000) }
    }

    /// While it is open, a journal shows what it has acknowledged and nothing else, or says that it cannot read.
    private mutating func checkVisible(_ journal: SQLiteJournal) async throws {
        for writer in writers where !mayBeGone.contains(writer.session) {
            do { try await writer.check(journal) } catch let error as JournalError {
                #expect([.io, .full].contains(error.code), "\(error)")
                errors.append(error)
            }
        }
    }

    /// After everything, with a sound disk.
    func checkReopened(isStrict: Bool) async throws {
        let journal = try await SQLiteJournal.open(at: path, mode: mode)
        for var writer in writers where !mayBeGone.contains(writer.session) {
            let events = try await journal.events(of: writer.session, after: writer.events.count, count: .max, byteLimit: .max)
            if !isStrict, let append = failed[writer.session]?.first(where: { $0.events == events }) { writer.wrote(append) }
            try await writer.check(journal)
            try await writer.write("after", to: journal)
            try await writer.check(journal)
        }
        await journal.close()
    }
}
