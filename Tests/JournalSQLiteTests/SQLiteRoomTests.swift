import Domain
import EventLoop
import Glibc
import Journal
import JournalConformance
import JournalSQLite
import SQLite
import TestSupport
import Testing

/// What the journal flushes, and the room it takes.
@Suite struct SQLiteRoomTests {
    private let quiet = FaultPlan.Kind(error: EIO)

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    @Test func onlyWhatAsksForItIsFlushed() async throws {
        try await withTemporaryFolder { folder in
            try await FaultPlan.run(folder, at: 0, quiet) { plan in
                let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db", mode: .writeAheadLog)
                var writer = try Writer("s")
                // The first commit of a log flushes its header.
                try await writer.write("a", to: journal)
                let before = plan.flushes
                for _ in 0..<20 { try await writer.write("a", to: journal) }
                #expect(plan.flushes == before)
                for _ in 0..<20 { try await writer.write([JournalDraft(.frame)], to: journal, durability: .flushed) }
                #expect(plan.flushes == before + 20)
                await journal.close()
            }
        }
    }

    @Test func appendsThatComeTogetherShareAFlush() async throws {
        try await withTemporaryFolder { folder in
            try await FaultPlan.run(folder, at: 0, quiet) { plan in
                let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db", mode: .writeAheadLog)
                let before = plan.flushes
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<100 {
                        group.addTask {
                            var writer = try Writer("s\(index)")
                            try await writer.write([JournalDraft(.frame)], to: journal, durability: .flushed)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(plan.flushes - before < 80)
                await journal.close()
            }
        }
    }

    @Test func aDatabaseThatCannotGrowEndsWithItsLogAtTheLimitAndGoesOnLater() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            let journal = try await SQLiteJournal.open(at: path, mode: .writeAheadLog, checkpointFrames: 10)
            var writer = try Writer("s")
            let full = FaultPlan.Kind(error: ENOSPC, sticks: true, isOfFile: true)
            let error = try await FaultPlan.run(path, at: 1, full) { _ -> JournalError? in
                for _ in 0..<200 {
                    let append = writer.draft([JournalDraft(.frame, body: Array(repeating: 0x61, count: 3000))])
                    do throws(JournalError) { try await journal.append(append) } catch { return error }
                    writer.wrote(append)
                }
                return nil
            }
            #expect(error?.code == .full)
            #expect(writer.events.count > 10)
            #expect(size(path + "-wal") < 1 << 20)
            try await writer.write("later", to: journal)
            try await writer.check(journal)
            await journal.close()
            let again = try await SQLiteJournal.open(at: path)
            try await writer.check(again)
            await again.close()
        }
    }

    @Test func aRemovedSessionGivesItsRoomBack() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            let journal = try await SQLiteJournal.open(at: path)
            var (large, small) = (try Writer("large"), try Writer("small"))
            let drafts = (0..<100).map { _ in JournalDraft(.frame, body: Array(repeating: 0x61, count: 4000)) }
            for _ in 0..<20 { try await large.write(drafts, to: journal) }
            try await small.write("a", to: journal)
            #expect(try await journal.remove(large.session))
            try await small.check(journal)
            await journal.close()
            #expect(size(path) < 256 << 10)
            let again = try await SQLiteJournal.open(at: path)
            try await small.check(again)
            await again.close()
        }
    }

    @Test func aRemovalThatIsBrokenOffGoesOnWithTheNext() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            let journal = try await SQLiteJournal.open(at: path)
            var (large, small) = (try Writer("large"), try Writer("small"))
            let drafts = (0..<1000).map { _ in JournalDraft(.frame, body: Array(repeating: 0x61, count: 2000)) }
            try await large.write(drafts, to: journal)
            try await small.write("a", to: journal)
            let session = large.session
            let removal = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await journal.remove(session)
            }
            #expect(try await removal.value)
            try await Writer("large").check(journal)
            #expect(try await journal.remove(small.session))
            await journal.close()
            #expect(size(path) < 256 << 10)
        }
    }

    @Test func theLogStaysSmallUnderALongStretchOfWriting() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            let journal = try await SQLiteJournal.open(at: path, mode: .writeAheadLog)
            var writer = try Writer("s")
            for _ in 0..<400 { try await writer.write([JournalDraft(.frame, body: Array(repeating: 0x61, count: 100_000))], to: journal) }
            #expect(size(path) > 30 << 20)
            #expect(size(path + "-wal") < 10 << 20)
            await journal.close()
        }
    }
}
