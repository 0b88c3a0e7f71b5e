import EventLoop
import Records
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct ExpirySweepTests {
    @Test func whatHasExpiredGoesAtOnceAndTheRestStays() async throws {
        let (records, log) = (MemoryRecordStore(), LogCatcher())
        let keys = RecordKind(rawValue: "idempotency")
        try await records.apply((0..<500).map { .insert(Record(keys, id: "\($0)", created: 0, expires: $0 < 450 ? 5 : 50)) })
        try await EventLoopGroup.run(count: 1) { group in
            let sweep = ExpirySweep(records, files: nil, clock: ServerClock(group.loops[0]), log: log.logger, now: { 10 })
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await sweep.run() }
                let isDone = try await eventually { try await records.count(keys, parent: nil) == 50 }
                #expect(isDone)
                tasks.cancelAll()
            }
        }
        #expect(log.text.isEmpty)
    }

    @Test func aStoreThatFailsEndsNoServer() async {
        let (records, log) = (MemoryRecordStore(), LogCatcher())
        await records.close()
        await EventLoopGroup.run(count: 1) { group in
            let sweep = ExpirySweep(records, files: nil, clock: ServerClock(group.loops[0]), log: log.logger, now: { 10 })
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try? await sweep.run() }
                let isTold = await eventually { log.text.contains("tried again") }
                #expect(isTold)
                tasks.cancelAll()
            }
        }
    }
}
