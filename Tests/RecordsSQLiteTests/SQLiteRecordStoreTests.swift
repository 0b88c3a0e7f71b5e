import EventLoop
import RecordConformance
import Records
import SQLite
import TestSupport
import Testing

@testable import RecordsSQLite

@Suite struct SQLiteRecordStoreTests {
    private struct Place: RecordPlace {
        let isDurable = true
        let path: String
        let mode: JournalMode
        func open() async throws -> any RecordStore {
            try await SQLiteRecordStore.open(at: path, mode: mode, checkpointFrames: 50)
        }
    }

    @Test(arguments: RecordContract.all, [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "test")])
    func bothModesKeepTheContract(_ contract: RecordContract, _ mode: JournalMode) async throws {
        try await withTemporaryFolder { folder in try await contract.check(Place(path: "\(folder)/records.db", mode: mode)) }
    }

    @Test func aSecondStoreOnTheSameFileIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/records.db"
            let store = try await SQLiteRecordStore.open(at: path)
            let error = await #expect(throws: RecordError.self) { try await SQLiteRecordStore.open(at: path) }
            #expect(error?.code == .inUse)
            #expect(error?.message.contains("store of records \(path)") == true)
            await store.close()
            #expect(Files.entries(of: folder) == ["records.db"])
        }
    }

    @Test func recordsOfAnEarlierFileAreCounted() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/records.db"
            let form = DatabaseForm.records
            let first = DatabaseForm(name: form.name, applicationID: form.applicationID, steps: Array(form.steps.prefix(1)))
            try Self.fill(try DatabaseFile(path: path, form: first, mode: .writeAheadLog, checkpointFrames: 50))
            let store = try await SQLiteRecordStore.open(at: path)
            let pear = RecordKind(rawValue: "pear")
            let counts = [try await store.count(pear, parent: nil), try await store.count(pear, parent: "a")]
            #expect(counts == [3, 2])
            try await store.apply([.bound(pear, parent: "a", limit: 2), .boundAll(pear, parent: "a", limit: 3)])
            await #expect(throws: RecordError.self) { try await store.apply([.bound(pear, parent: "a", limit: 1)]) }
            await store.close()
        }
    }

    private static func fill(_ file: DatabaseFile) throws {
        let connection = try file.open()
        for (id, parent, archived) in [("p", "'a'", "NULL"), ("q", "'a'", "7"), ("r", "NULL", "NULL")] {
            try connection.execute(
                "INSERT INTO record (kind, id, parent, revision, created, updated, archived, tags, body) "
                    + "VALUES ('pear', '\(id)', \(parent), 1, 1, 1, \(archived), '[]', '{}')"
            )
        }
        connection.mergeLogOnClose()
    }

    @Test func anotherFileIsLeftAsItIs() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/records.db"
            try Files.writePrivately(Array("no database".utf8), to: path)
            let error = await #expect(throws: RecordError.self) { try await SQLiteRecordStore.open(at: path) }
            #expect(error?.code == .damaged)
            #expect(try Files.read(path, upTo: 100) == Array("no database".utf8))
        }
    }
}
