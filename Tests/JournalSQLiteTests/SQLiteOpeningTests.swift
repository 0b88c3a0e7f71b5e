import CSQLite
import EventLoop
import Glibc
import Journal
import JournalConformance
import JournalSQLite
import SQLite
import TestSupport
import Testing

@Suite struct SQLiteOpeningTests {
    private func code(_ path: String) async -> JournalError.Code? { await error(path)?.code }

    private func error(_ path: String) async -> JournalError? {
        do throws(JournalError) {
            await (try SQLiteJournal.open(at: path)).close()
            return nil
        } catch { return error }
    }

    private func execute(_ statements: String, on path: String) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        try #require(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK)
        try #require(sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE; \(statements)", nil, nil, nil) == SQLITE_OK)
    }

    @Test func itsFilesAreForTheirUserAlone() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db")
            var writer = try Writer("s")
            try await writer.write("a", to: journal)
            #expect(Files.entries(of: folder) == ["journal.db", "journal.db-wal"])
            for name in Files.entries(of: folder) {
                var status = stat()
                #expect(stat("\(folder)/\(name)", &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
            }
            await journal.close()
        }
    }

    @Test func aSecondJournalOnTheSameFileIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db")
            let refused = await error("\(folder)/journal.db")
            #expect(refused?.code == .inUse)
            #expect(refused?.message.contains("\(folder)/journal.db") == true)
            await journal.close()
            #expect(await code("\(folder)/journal.db") == nil)
        }
    }

    @Test(arguments: ["text, and no database at all", "SQLite format 3\0 and then no more"])
    func whatIsNoDatabaseIsLeftAsItIs(contents: String) async throws {
        try await withTemporaryFolder { folder in
            try Files.writePrivately(Array(contents.utf8), to: "\(folder)/journal.db")
            #expect(await code("\(folder)/journal.db") == .damaged)
            #expect(try Files.read("\(folder)/journal.db", upTo: 1000) == Array(contents.utf8))
            #expect(Files.entries(of: folder) == ["journal.db"])
        }
    }

    @Test func anotherProgramsDatabaseIsLeftAsItIs() async throws {
        try await withTemporaryFolder { folder in
            try execute("PRAGMA application_id = 7; CREATE TABLE a (b)", on: "\(folder)/journal.db")
            let before = try Files.read("\(folder)/journal.db", upTo: 1 << 20)
            #expect(await code("\(folder)/journal.db") == .damaged)
            #expect(try Files.read("\(folder)/journal.db", upTo: 1 << 20) == before)
        }
    }

    @Test func anotherProgramsDatabaseWithAJournalBesideItIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try execute("PRAGMA application_id = 7; CREATE TABLE a (b)", on: "\(folder)/journal.db")
            let before = try Files.read("\(folder)/journal.db", upTo: 1 << 20)
            try Files.writePrivately([], to: "\(folder)/journal.db-journal")
            #expect(await code("\(folder)/journal.db") == .damaged)
            #expect(try Files.read("\(folder)/journal.db", upTo: 1 << 20) == before)
        }
    }

    @Test func aFolderBehindALinkWillDo() async throws {
        try await withTemporaryFolder { folder in
            try Files.makeFolder("\(folder)/real")
            #expect(symlink("\(folder)/real", "\(folder)/link") == 0)
            #expect(await code("\(folder)/link/journal.db") == nil)
            #expect(Files.entries(of: "\(folder)/real") == ["journal.db"])
        }
    }

    @Test func aNewerSchemaIsRefusedWithBothVersions() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            #expect(await code(path) == nil)
            try execute("PRAGMA user_version = 99", on: path)
            let before = try Files.read(path, upTo: 1 << 20)
            let refused = await error(path)
            #expect(refused?.code == .newerSchema)
            #expect(refused?.message.contains("version 99") == true)
            #expect(refused?.message.contains("up to 1") == true)
            #expect(try Files.read(path, upTo: 1 << 20) == before)
        }
    }

    @Test func aDamagedPageIsToldAsDamage() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            #expect(await code(path) == nil)
            let file = open(path, O_WRONLY)
            let noise = [UInt8](repeating: 0x5A, count: 3996)
            #expect(pwrite(file, noise, noise.count, 100) == noise.count)
            close(file)
            #expect(await code(path) == .damaged)
        }
    }

    @Test func aFolderThatIsNotThereIsNamed() async {
        let refused = await error("/tmp/roost-no-such-folder/journal.db")
        #expect(refused?.code == .io)
        #expect(refused?.message.contains("/tmp/roost-no-such-folder/journal.db") == true)
    }

    @Test func theFileSystemDecidesHowTheFileIsKept() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db")
            #expect(try journal.mode == JournalMode(on: FileSystem.of(folder)))
            #expect(journal.storage == "SQLite, \(journal.mode.description)")
            await journal.close()
        }
    }

    @Test func aFileGoesFromOneModeToTheOther() async throws {
        try await withTemporaryFolder { folder in
            var writer = try Writer("s")
            for mode in [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "test"), .writeAheadLog] {
                let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db", mode: mode)
                try await writer.write("a", to: journal)
                try await writer.check(journal)
                let hasLog = Files.exists("\(folder)/journal.db-wal")
                #expect(hasLog == (mode == .writeAheadLog))
                await journal.close()
            }
        }
    }

    @Test func aJournalThatWasNotClosedKeepsEverything() async throws {
        try await withTemporaryFolder { folder in
            var writer = try Writer("s")
            do {
                let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db")
                try await writer.write("a", "b", to: journal)
            }
            let journal = try await SQLiteJournal.open(at: "\(folder)/journal.db")
            try await writer.check(journal)
            await journal.close()
        }
    }
}
