import Domain
import EventLoop
import Journal
import JournalConformance
import JournalSQLite
import SQLite
import TestSupport
import Testing

@Suite struct SQLiteJournalTests {
    private func append(_ name: String, _ fence: Fence, from number: Int, _ bodies: [String], _ durability: Durability = .committed) throws
        -> JournalAppend
    {
        var numbering = JournalNumbering(next: number, lastTime: Int64(number))
        let events = numbering.number(bodies.map { JournalDraft(.frame, body: Array($0.utf8)) }, now: 0)
        let session = try #require(SessionID(name))
        return JournalAppend(session: session, fence: fence, expectedNext: number, events: events, durability: durability)
    }

    private struct Place: JournalPlace {
        let isDurable = true
        let path: String
        let mode: JournalMode
        func open() async throws -> any Journal { try await SQLiteJournal.open(at: path, mode: mode) }
    }

    @Test(arguments: JournalContract.all, [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "test")])
    func bothModesKeepTheContract(_ contract: JournalContract, _ mode: JournalMode) async throws {
        try await withTemporaryFolder { folder in try await contract.check(Place(path: "\(folder)/journal.db", mode: mode)) }
    }

    @Test func whatIsAppendedIsThereAfterOpeningAgain() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            let session = try #require(SessionID("one"))
            let first = try await SQLiteJournal.open(at: path)
            try await first.append(append("one", first.fence, from: 1, ["a", "b"]))
            try await first.append(append("one", first.fence, from: 3, ["c"], .flushed))
            #expect(try await first.sessionCount() == 1)
            await first.close()
            #expect(Files.entries(of: folder) == ["journal.db"])

            let second = try await SQLiteJournal.open(at: path)
            #expect(second.fence.rawValue == first.fence.rawValue + 1)
            #expect(try await second.head(of: session)?.next == 4)
            let events = try await second.events(of: session, after: 1, count: 10, byteLimit: 1000)
            #expect(events.map(\.number) == [2, 3])
            #expect(events.map(\.body) == [Array("b".utf8), Array("c".utf8)])
            #expect(try await second.remove(session))
            #expect(try await second.sessionCount() == 0)
            await second.close()
        }
    }
}
