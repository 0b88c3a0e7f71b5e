import FaultVFS
import Glibc
import JSON
import Records
import RecordsSQLite
import SQLite
import TestSupport
import Testing

/// Every write, flush, truncation, opening and deletion of a fixed piece of work fails in turn.
@Suite struct SQLiteRecordFaultTests {
    struct Fault: Sendable, CustomStringConvertible {
        let error: Int32
        let sticks: Bool
        let isLate: Bool
        let mode: JournalMode

        var description: String { "\(error), sticks \(sticks), late \(isLate), \(mode.description)" }

        static let all = [JournalMode.writeAheadLog, .rollbackJournal(fileSystem: "test")].flatMap { mode in
            [(EIO, false, false), (ENOSPC, false, false), (ENOSPC, true, false), (EIO, false, true)].map {
                Fault(error: $0.0, sticks: $0.1, isLate: $0.2, mode: mode)
            }
        }
    }

    private static let kind = RecordKind(rawValue: "thing")

    /// What was acknowledged, and what may be there besides since its failure was told.
    private struct Expectation {
        var values: [String: Int] = [:]
        var maybe: [String: Set<Int>] = [:]
        var errors: [RecordError] = []
    }

    @Test(arguments: Fault.all) func whateverFailsNothingAcknowledgedIsLost(_ fault: Fault) async throws {
        var (operation, hits) = (0, Int32(1))
        #expect(roost_fault_register() == 0)
        while hits > 0 {
            operation += 1
            hits = try await withTemporaryFolder { [operation] folder in try await Self.run(folder, operation, fault) }
        }
        #expect(operation > 20)
    }

    private static func run(_ folder: String, _ operation: Int, _ fault: Fault) async throws -> Int32 {
        let path = "\(folder)/records.db"
        let plan = roost_fault_arm(folder, false, Int32(operation), fault.error, fault.sticks, fault.isLate)
        let expected = await work(path, fault.mode)
        let hits = roost_fault_hits(plan)
        roost_fault_disarm(plan)
        if hits == 0 { #expect(expected.errors.isEmpty) }
        let store = try await SQLiteRecordStore.open(at: path, mode: fault.mode, checkpointFrames: 12)
        for name in ["a", "b", "c"] {
            let found = try await store.record(kind, id: name)?.body["n"]?.int
            let isRight = found == expected.values[name] || found.map { expected.maybe[name]?.contains($0) == true } == true
            #expect(isRight, "operation \(operation), \(fault): \(name) is \(String(describing: found)), expected \(expected)")
            // Where a write can be undone nothing else stays.
            if fault.mode == .writeAheadLog, !fault.sticks { #expect(found == expected.values[name], "operation \(operation), \(fault)") }
        }
        try await store.apply([.insert(Record(kind, id: "after", created: 1))])
        await store.close()
        return hits
    }

    private static func work(_ path: String, _ mode: JournalMode) async -> Expectation {
        var expected = Expectation()
        do throws(RecordError) {
            let store = try await SQLiteRecordStore.open(at: path, mode: mode, checkpointFrames: 12)
            for round in 1...4 {
                for name in ["a", "b", "c"] { await write(name, round, store, &expected) }
            }
            await store.close()
        } catch { expected.errors.append(error) }
        return expected
    }

    private static func write(_ name: String, _ round: Int, _ store: SQLiteRecordStore, _ expected: inout Expectation) async {
        do throws(RecordError) {
            let body: JSONValue = ["n": JSONValue(round), "text": .string(String(repeating: "x", count: 3000 * round))]
            if var record = try await store.record(kind, id: name) {
                record.body = body
                try await store.apply([.replace(record)])
            } else {
                try await store.apply([.insert(Record(kind, id: name, created: 1, tags: ["t"], body: body))])
            }
            expected.values[name] = round
            expected.maybe[name] = nil
        } catch {
            #expect([.io, .full].contains(error.code), "\(error)")
            expected.errors.append(error)
            expected.maybe[name, default: []].insert(round)
        }
    }
}
