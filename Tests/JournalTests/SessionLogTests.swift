import Domain
@testable import Journal
import TestSupport
import Testing

@Suite struct SessionLogTests {
    private let journal = HeldJournal()
    private let session: SessionID
    private let log: SessionLog

    init() throws {
        session = try #require(SessionID("log"))
        log = SessionLog(journal: journal, session: session, fence: Fence(rawValue: 1), head: nil, fold: Self.count, now: { 1000 })
    }

    /// Counts events by those that are no frames; frames alone change nothing.
    @Sendable private static func count(_ snapshot: SessionSnapshot?, _ events: [JournalEvent]) -> SessionSnapshot? {
        guard let last = events.last(where: { $0.kind != .frame }) else { return nil }
        return SessionSnapshot(state: (snapshot?.state ?? []) + last.body, isOpen: last.kind == .promptAccepted)
    }

    private func draft(_ text: String) -> JournalDraft { JournalDraft(.frame, body: Array(text.utf8)) }

    private func text(_ events: [JournalEvent]?) -> String? { events.map { String(decoding: $0.flatMap(\.body), as: UTF8.self) } }

    @Test func appendsAreNumberedStoredAndPublished() async throws {
        let follower = log.follow(after: 0)
        let events = try await log.append([draft("a"), draft("b")])
        #expect(events.map(\.number) == [1, 2])
        #expect(events.map(\.time) == [1000, 1001])
        #expect(log.lastNumber == 2)
        #expect(try await follower.next() == events)
        #expect(try await journal.events(of: session, after: 0, count: 9, byteLimit: 99) == events)
    }

    @Test func aLogGoesOnWhereItsHeadSays() async throws {
        _ = try await log.append([draft("a")])
        let head = try await journal.head(of: session)
        let next = SessionLog(journal: journal, session: session, fence: Fence(rawValue: 2), head: head, now: { 5 })
        #expect(try await next.append([draft("b")]).map(\.number) == [2])
        #expect(text(try await next.follow(after: 0).next()) == "ab")
        await #expect(throws: JournalError.self) { try await log.append([draft("c")]) }
    }

    @Test func theSnapshotFollowsFromTheEventsAndIsStoredWithThem() async throws {
        _ = try await log.append([JournalDraft(.promptAccepted, body: Array("a".utf8)), draft("x")])
        _ = try await log.append([draft("y")])
        #expect(log.snapshot == SessionSnapshot(state: Array("a".utf8), isOpen: true))
        _ = try await log.append([JournalDraft(.turnEnded, body: Array("b".utf8))])
        let last = SessionSnapshot(state: Array("ab".utf8), isOpen: false)
        #expect(log.snapshot == last)
        #expect(journal.appends.map(\.snapshot?.isOpen) == [true, nil, false])
        #expect(try await journal.head(of: session)?.snapshot == last)
    }

    @Test func afterAFailureTheSnapshotIsTheOldOne() async throws {
        _ = try await log.append([JournalDraft(.promptAccepted, body: Array("a".utf8))])
        journal.failNext(JournalError(.full, "no room"))
        await #expect(throws: JournalError.self) { try await log.append([JournalDraft(.turnEnded, body: Array("b".utf8))]) }
        #expect(log.snapshot == SessionSnapshot(state: Array("a".utf8), isOpen: true))
    }

    @Test func nothingIsPublishedBeforeItIsStored() async throws {
        let (journal, log) = (journal, log)
        journal.hold()
        let follower = log.follow(after: 0)
        async let appended = log.append([draft("a")])
        async let followed = follower.next()
        #expect(await eventually { journal.appends.count == 1 })
        #expect(log.lastNumber == 0)
        #expect(follower.lastNumber == 0)
        journal.release()
        #expect(try await appended == followed)
    }

    @Test func callsThatComeMeanwhileAreStoredTogether() async throws {
        let (journal, log) = (journal, log)
        journal.hold()
        async let first = log.append([draft("a")])
        #expect(await eventually { journal.appends.count == 1 })
        let others = try await withThrowingTaskGroup(of: [JournalEvent].self) { group in
            for index in 0..<10 {
                group.addTask {
                    try await log.append([draft("x"), draft("y")], durability: index == 7 ? .flushed : .committed)
                }
            }
            #expect(await eventually { log.waitingCount == 10 })
            journal.release()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(try await first.map(\.number) == [1])
        #expect(others.map(\.number).sorted() == Array(2...21))
        #expect(journal.appends.map(\.events.count) == [1, 20])
        #expect(journal.appends[1].durability == .flushed)
    }

    @Test func aFailureReachesAllOfItsGroupAndNobodyElse() async throws {
        let (journal, log) = (journal, log)
        let follower = log.follow(after: 0)
        journal.hold()
        async let first = log.append([draft("a")])
        #expect(await eventually { journal.appends.count == 1 })
        let full = JournalError(.full, "no room")
        journal.failNext(full)
        let errors = await withTaskGroup(of: JournalError?.self) { group in
            for _ in 0..<3 { group.addTask { await failure(log) } }
            #expect(await eventually { log.waitingCount == 3 })
            journal.release()
            return await group.reduce(into: [JournalError?]()) { $0.append($1) }
        }
        _ = try await first
        #expect(errors == [full, full, full])
        #expect(log.lastNumber == 1)
        #expect(try await log.append([draft("b")]).map(\.number) == [2])
        #expect(text(try await follower.next()) == "ab")
    }

    private func failure(_ log: SessionLog) async -> JournalError? {
        do throws(JournalError) {
            _ = try await log.append([draft("lost")])
            return nil
        } catch { return error }
    }

    @Test func aCancelledCallerDoesNotUndoWhatItBegan() async throws {
        let (journal, log) = (journal, log)
        journal.hold()
        let caller = Task { try await log.append([draft("a")]) }
        #expect(await eventually { journal.appends.count == 1 })
        caller.cancel()
        journal.release()
        #expect(try await caller.value.map(\.number) == [1])
        #expect(log.lastNumber == 1)
    }

    @Test func followersEndAfterTheLastEvent() async throws {
        let (journal, log) = (journal, log)
        let (follower, late) = (log.follow(after: 0), log.follow(after: 5))
        journal.hold()
        async let appended = log.append([draft("a")])
        #expect(await eventually { journal.appends.count == 1 })
        log.close()
        async let followed = follower.next()
        journal.release()
        #expect(try await appended == followed)
        #expect(try await follower.next() == nil)
        #expect(try await follower.next() == nil)
        #expect(try await late.next() == nil)
        #expect(log.isClosed)
        let error = await failure(log)
        #expect(error?.code == .closed)
    }

    @Test func closingWakesThoseWhoWait() async throws {
        let log = log
        let follower = log.follow(after: 0)
        async let followed = follower.next()
        log.close()
        #expect(try await followed == nil)
    }

    @Test func aCancelledFollowerThrowsAndGoesOnLater() async throws {
        let log = log
        let follower = log.follow(after: 0)
        let waiting = Task { try await follower.next() }
        #expect(await eventually { log.waitingFollowerCount == 1 })
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(log.waitingFollowerCount == 0)
        _ = try await log.append([draft("a")])
        #expect(text(try await follower.next()) == "a")
    }

    @Test func aFollowerBehindTheRingReadsFromTheStore() async throws {
        let limits = RingLimits(count: 4, byteCount: 1000)
        let log = SessionLog(journal: journal, session: session, fence: Fence(rawValue: 1), head: nil, limits: limits, now: { 0 })
        for index in 0..<10 { _ = try await log.append([draft("\(index)")]) }
        let follower = log.follow(after: 0)
        #expect(text(try await follower.next()) == "0123")
        #expect(text(try await follower.next()) == "4567")
        #expect(journal.pages == 2)
        #expect(text(try await follower.next()) == "89")
        #expect(journal.pages == 2)
    }

    @Test func followersAreCountedWhileSomebodyHoldsThem() async throws {
        var followers = (0..<3).map { log.follow(after: $0) }
        #expect(log.followerCount == 3)
        followers.removeLast(2)
        #expect(log.followerCount == 1)
        withExtendedLifetime(followers) {}
    }

    @Test func followersThatAreToEndAreGivenWhatIsThereAndTheLogGoesOn() async throws {
        let log = log
        let (waiting, early) = (log.follow(after: 1), log.follow(after: 0))
        let events = try await log.append([draft("a")])
        async let end = waiting.next()
        #expect(await eventually { log.waitingFollowerCount == 1 })
        log.endFollowing()
        #expect(try await end == nil)
        #expect(try await early.next() == events)
        #expect(try await early.next() == nil)
        let late = log.follow(after: 0)
        #expect(try await late.next() == events)
        #expect(try await late.next() == nil)
        #expect(!log.isClosed)
        let more = try await log.append([draft("b")])
        #expect(try await late.next() == more)
    }

    @Test func aFollowerThatIsToEndIsGivenWhatIsBeingStored() async throws {
        let (journal, log) = (journal, log)
        let follower = log.follow(after: 0)
        journal.hold()
        async let appended = log.append([draft("a")])
        #expect(await eventually { journal.appends.count == 1 })
        log.endFollowing()
        async let followed = follower.next()
        journal.release()
        #expect(try await followed == appended)
        #expect(try await follower.next() == nil)
    }

    @Test func aRemovedSessionTellsItsFollowers() async throws {
        let limits = RingLimits(count: 1, byteCount: 1)
        let log = SessionLog(journal: journal, session: session, fence: Fence(rawValue: 1), head: nil, limits: limits, now: { 0 })
        for _ in 0..<3 { _ = try await log.append([draft("abc")]) }
        _ = try await journal.remove(session)
        let error = await #expect(throws: JournalError.self) { try await log.follow(after: 0).next() }
        #expect(error?.code == .unknownSession)
    }

    @Test func transientsReachThoseWhoHaveSeenEverythingAndWantThem() async throws {
        let log = log
        let (wants, doesNot) = (log.follow(after: 0, includesTransients: true), log.follow(after: 0))
        async let first = wants.nextItem()
        log.publish(transient: [1])
        #expect(try await first == .transients([[1]], last: 1))
        log.publish(transient: [2])
        log.publish(transient: [3])
        #expect(try await wants.nextItem() == .transients([[2], [3]], last: 3))
        log.publish(transient: [4])
        let events = try await log.append([draft("a")])
        #expect(try await wants.nextItem() == .transients([[4]], last: 4))
        #expect(try await wants.nextItem() == .events(events))
        #expect(try await doesNot.nextItem() == .events(events))
        let late = log.follow(after: 0, includesTransients: true)
        log.publish(transient: [5])
        #expect(try await late.nextItem() == .events(events))
        #expect(try await late.nextItem() == .transients([[5]], last: 5))
        log.close()
        #expect(try await doesNot.nextItem() == nil)
    }

    @Test(arguments: [1, 512]) func whatIsSaidInPassingComesBetweenItsEvents(ring: Int) async throws {
        let limits = RingLimits(count: ring)
        let log = SessionLog(
            journal: MemoryJournal(),
            session: session,
            fence: Fence(rawValue: 1),
            head: nil,
            limits: limits,
            now: { 0 }
        )
        let follower = log.follow(after: 0, includesTransients: true)
        var expected: [LogItem] = []
        for number in 1...40 {
            expected.append(.events(try await log.append([draft("a")])))
            log.publish(transient: [UInt8(number)])
            log.publish(transient: [0])
            expected.append(.transients([[UInt8(number)], [0]], last: 2 * number))
        }
        var seen: [LogItem] = []
        while seen.count < expected.count, let item = try await follower.nextItem() { seen.append(item) }
        #expect(seen == expected)
    }

    @Test func whatIsSaidInPassingIsBoundedAndKeptForNobody() async throws {
        let log = log
        log.publish(transient: [1])
        var watcher: LogFollower? = log.follow(after: 0, includesTransients: true)
        for number in 0..<3000 { log.publish(transient: [UInt8(number % 256)]) }
        guard case .transients(let items, let last) = try await watcher?.nextItem() else {
            Issue.record("nothing was shown")
            return
        }
        #expect(items.count == 1024 && items.last == [UInt8(2999 % 256)] && last == 3000)
        watcher = nil
        let isKept = log.feed.read { $0.transients.hasItems(after: 0) }
        #expect(!isKept)
    }
}
