import Domain
import Journal
import Synchronization
import TestSupport
import Testing

/// What each follower collects, however often it goes away and comes back, is the log.
@Suite struct FollowerPropertyTests {
    @Test(arguments: 1...UInt64(12)) func everyFollowerCollectsTheLog(seed: UInt64) async throws {
        let session = try #require(SessionID("s"))
        let journal = MemoryJournal()
        let limits = RingLimits(count: Int(seed % 4) * 5 + 1, byteCount: 200)
        let log = SessionLog(journal: journal, session: session, fence: Fence(rawValue: 1), head: nil, limits: limits, now: { 0 })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                let start = Int((seed &* 31 &+ UInt64(index) &* 17) % 60)
                group.addTask { try await follow(log, journal, from: start, seed: seed &* 100 &+ UInt64(index)) }
            }
            group.addTask {
                try await write(log, seed: seed)
                log.close()
            }
            try await group.waitForAll()
        }
        #expect(log.followerCount == 0)
        #expect(log.waitingFollowerCount == 0)
    }

    private func write(_ log: SessionLog, seed: UInt64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    var random = SeededRandom(seed: seed &* 7 &+ UInt64(writer))
                    for _ in 0..<60 {
                        let drafts = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                            JournalDraft(.frame, body: Array(repeating: 0x61, count: Int.random(in: 0...40, using: &random)))
                        }
                        _ = try await log.append(drafts)
                        for _ in 0..<Int.random(in: 0...3, using: &random) { await Task.yield() }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Collects to the end, giving up at random and coming back by the number of the last event.
    private func follow(_ log: SessionLog, _ journal: MemoryJournal, from start: Int, seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let collected = Collected()
        var isOver = false
        while !isOver {
            let follower = log.follow(after: collected.events.last?.number ?? start)
            let rounds = Int.random(in: 0...6, using: &random)
            let patience = Int.random(in: 0...20, using: &random)
            isOver = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    for _ in 0...rounds {
                        do {
                            guard let events = try await follower.next() else { return true }
                            collected.add(events)
                        } catch { return false }
                    }
                    return false
                }
                for _ in 0..<patience { await Task.yield() }
                if patience < 15 { group.cancelAll() }
                return await group.next() ?? false
            }
        }
        let all = try await journal.events(of: log.session, after: start, count: .max, byteLimit: .max)
        #expect(collected.events == all)
    }
}

private final class Collected: Sendable {
    private let state = Mutex<[JournalEvent]>([])
    var events: [JournalEvent] { state.withLock(\.self) }
    func add(_ events: [JournalEvent]) { state.withLock { $0 += events } }
}
