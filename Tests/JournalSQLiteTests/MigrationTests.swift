import SQLite
import TestSupport
import Testing

/// How a file comes from one form to the next.
@Suite struct MigrationTests {
    private static let first = """
        PRAGMA application_id = 77;
        CREATE TABLE things (name TEXT NOT NULL);
        INSERT INTO things VALUES ('old')
        """
    private static let second = """
        ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7;
        INSERT INTO things VALUES ('new', 8)
        """
    private static let broken = "\(second); INSERT INTO nowhere VALUES (1)"

    /// Opens the file with a program that knows these steps.
    private func open(_ folder: String, _ steps: [String], _ mode: JournalMode) throws(DatabaseError) -> Connection {
        let form = DatabaseForm(name: "test", applicationID: 77, steps: steps)
        return try DatabaseFile(path: "\(folder)/test.db", form: form, mode: mode, checkpointFrames: 1000).open()
    }

    private func expectFirst(_ connection: Connection) throws {
        #expect(try connection.integer("PRAGMA user_version") == 1)
        #expect(try connection.text("SELECT group_concat(name) FROM things") == "old")
        #expect(try connection.text("SELECT group_concat(name) FROM pragma_table_info('things')") == "name")
    }

    private func expectSecond(_ connection: Connection) throws {
        #expect(try connection.integer("PRAGMA user_version") == 2)
        #expect(try connection.text("SELECT group_concat(name || size) FROM things") == "old7,new8")
    }

    @Test(arguments: [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "nfs")]) func aFileOfTheFirstFormKeepsWhatItHas(
        mode: JournalMode
    ) async throws {
        try await withTemporaryFolder { folder in
            do { try expectFirst(try open(folder, [Self.first], mode)) }
            do { try expectSecond(try open(folder, [Self.first, Self.second], mode)) }
            // Each step is taken once.
            try expectSecond(try open(folder, [Self.first, Self.second], mode))
        }
    }

    @Test(arguments: [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "nfs")]) func aStepThatFailsLeavesTheFormBeforeIt(
        mode: JournalMode
    ) async throws {
        try await withTemporaryFolder { folder in
            do { try expectFirst(try open(folder, [Self.first], mode)) }
            for _ in 0..<2 {
                let error = #expect(throws: DatabaseError.self) { _ = try open(folder, [Self.first, Self.broken], mode) }
                #expect(error?.message.contains("\(folder)/test.db") == true && error?.message.contains("nowhere") == true)
            }
            do { try expectFirst(try open(folder, [Self.first], mode)) }
            try expectSecond(try open(folder, [Self.first, Self.second], mode))
        }
    }

    @Test(arguments: [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "nfs")]) func aNewFileKeepsTheStepsThatSucceeded(
        mode: JournalMode
    ) async throws {
        try await withTemporaryFolder { folder in
            _ = #expect(throws: DatabaseError.self) { _ = try open(folder, [Self.first, Self.broken], mode) }
            do { try expectFirst(try open(folder, [Self.first], mode)) }
            try expectSecond(try open(folder, [Self.first, Self.second], mode))
        }
    }
}
