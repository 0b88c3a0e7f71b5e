import EventLoop
import RecordConformance
import Records
import RecordsSQLite
import SQLite
import TestSupport
import Testing

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
