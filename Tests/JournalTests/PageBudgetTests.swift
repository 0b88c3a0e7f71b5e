import Domain
import Journal
import TestSupport
import Testing

@Suite struct PageBudgetTests {
    private static let byteCount = 1 << 20
    private static let smallest = 2 << 10

    /// The log of a session with 2,000 events of 1 KiB, whose followers read from the store.
    private func log(_ budget: PageBudget) async throws -> SessionLog {
        let log = SessionLog(
            journal: MemoryJournal(),
            session: try #require(SessionID("a")),
            fence: Fence(rawValue: 1),
            head: nil,
            limits: RingLimits(byteCount: 64 << 10),
            pages: budget,
            now: { 0 }
        )
        for _ in 0..<20 {
            _ = try await log.append((0..<100).map { _ in JournalDraft(.frame, body: [UInt8](repeating: 0x61, count: 1 << 10)) })
        }
        return log
    }

    @Test func manySlowFollowersHoldNoMoreThanTheBudgetAndTheSmallestPages() async throws {
        let budget = PageBudget(byteCount: Self.byteCount, smallest: Self.smallest, part: 16)
        let log = try await log(budget)
        var followers = (0..<1000).map { _ in log.follow(after: 0) }
        var sizes: [Int] = []
        for follower in followers {
            let page = try #require(try await follower.next())
            sizes.append(page.reduce(0) { $0 + $1.body.count })
        }
        #expect(sizes[0] == 64 << 10 && sizes.allSatisfy { $0 > 0 } && sizes.last == Self.smallest, "\(sizes)")
        let held = sizes.reduce(0, +)
        #expect(held <= Self.byteCount + followers.count * Self.smallest && budget.free == Self.byteCount - held, "\(held)")
        followers.removeLast(999)
        #expect(budget.free == Self.byteCount - sizes[0])
        // Who is alone again has large pages again, and sees everything.
        var seen = sizes[0] >> 10
        while seen < 2000, let page = try await followers[0].next() { seen += page.count }
        #expect(seen == 2000 && followers[0].lastNumber == 2000)
        followers = []
        #expect(budget.free == Self.byteCount)
    }

    @Test func aLargeEventIsCountedAndGivenBack() async throws {
        let budget = PageBudget(byteCount: Self.byteCount, smallest: Self.smallest)
        let log = SessionLog(
            journal: MemoryJournal(),
            session: try #require(SessionID("a")),
            fence: Fence(rawValue: 1),
            head: nil,
            limits: RingLimits(count: 1),
            pages: budget,
            now: { 0 }
        )
        let large = JournalDraft(.frame, body: [UInt8](repeating: 0x61, count: 2 << 20))
        for draft in [large, JournalDraft(.frame)] { _ = try await log.append([draft]) }
        let follower = log.follow(after: 0)
        #expect(try await follower.next()?.count == 1)
        #expect(budget.free == Self.byteCount - (2 << 20))
        #expect(try await follower.next()?.count == 1 && budget.free == Self.byteCount)
    }
}
