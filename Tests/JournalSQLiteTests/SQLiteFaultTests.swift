import CSQLite
import JournalSQLite
import SQLite
import TestSupport
import Testing

/// Every write, flush, truncation, opening and deletion of a fixed piece of work fails in turn.
@Suite struct SQLiteFaultTests {
    @Test(arguments: FaultPlan.Kind.all, [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "test")])
    func whateverFailsNothingAcknowledgedIsLostAndNothingElseStays(_ kind: FaultPlan.Kind, _ mode: JournalMode) async throws {
        var operation = 0
        var hits = 1
        while hits > 0 {
            operation += 1
            hits = try await withTemporaryFolder { [operation] folder in
                try await Self.run(folder, operation, kind, mode)
            }
        }
        #expect(operation > 50)
    }

    private static func run(_ folder: String, _ operation: Int, _ kind: FaultPlan.Kind, _ mode: JournalMode) async throws -> Int {
        let path = "\(folder)/journal.db"
        var workload = try FaultWorkload(path: path, mode: mode)
        do {
            let hits = try await FaultPlan.run(folder, at: operation, kind) { plan in
                try await workload.run()
                return plan.hits
            }
            if hits == 0 { #expect(workload.errors.isEmpty) }
            try await workload.checkReopened(isStrict: !kind.sticks)
            #expect(try integrity(of: path) == "ok")
            return hits
        } catch {
            Issue.record("operation \(operation), \(kind), \(mode.description): \(error); before that: \(workload.errors)")
            return 0
        }
    }

    private static func integrity(of path: String) throws -> String {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { return "not opened" }
        var text = "no answer"
        withUnsafeMutablePointer(to: &text) { place in
            let read:
                @convention(c) (
                    UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
                    UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
                ) -> Int32 = { place, _, values, _ in
                    if let value = values?[0] { place?.assumingMemoryBound(to: String.self).pointee = String(cString: value) }
                    return 0
                }
            _ = sqlite3_exec(handle, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA integrity_check", read, place, nil)
        }
        return text
    }
}
