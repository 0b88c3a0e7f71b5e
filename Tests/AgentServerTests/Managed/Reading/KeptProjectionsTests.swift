import Domain
import EventLoop
import JSON
import Journal
import Records
import TestSupport
import Testing

@testable import AgentServer

/// Projections on the disk, for servers that have just started.
@Suite(.timeLimit(.minutes(1))) struct KeptProjectionsTests {
    private static let subject = ProjectionSubject(session: Story.session, agent: Story.agent)
    private static let stories = [Story.plain, Story.waiting, Story.mixed(seed: 1), Story.mixed(seed: 2), Story.changed]

    /// A journal with a story, and what was read of it.
    private struct Bench: Sendable {
        let journal: CountingJournal
        let records: MemoryRecordStore
        let nursery: TaskNursery
        let interval: Int

        /// What a server that has just started has.
        var fresh: KeptProjections { KeptProjections(records, nursery, interval: interval) }

        var history: EventHistory {
            EventHistory(journal: journal, subject: subject, checkpoints: ProjectionCheckpoints(), kept: fresh)
        }

        func kept() async throws -> [Record] { try await records.page(RecordQuery(KeptProjections.kind, limit: 1000)).records }

        func expectKept(_ count: Int) async throws {
            let isKept = try await eventually { try await kept().count == count }
            #expect(isKept)
        }
    }

    private static func run(_ story: Story, interval: Int = 1024, _ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        let memory = MemoryJournal()
        let append = JournalAppend(session: Story.session, fence: Fence(rawValue: 1), expectedNext: 1, events: story.events)
        try await memory.append(append)
        let records = MemoryRecordStore()
        try await records.apply([.insert(Record(StoredSession.kind, id: Story.session.text, created: 1))])
        try await EventLoopGroup.run(count: 1) { group in
            let nursery = TaskNursery(group)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await nursery.run() }
                defer { nursery.close() }
                try await body(Bench(journal: CountingJournal(memory), records: records, nursery: nursery, interval: interval))
            }
        }
    }

    private static func long(_ turns: Int) -> Story {
        var story = Story()
        for turn in 1...turns {
            story.accept(turn % 250)
            story.start(turn % 250)
            story.text("t", of: "m\(turn)")
            story.end(turn % 250)
        }
        return story
    }

    @Test(arguments: stories.indices) func whatIsKeptAnywhereIsWhatItWas(index: Int) async throws {
        let story = Self.stories[index]
        try await Self.run(story, interval: 1) { bench in
            var projection = Story.projection
            let offers = bench.fresh
            for (place, event) in story.events.enumerated() {
                _ = projection.apply(event)
                guard place % 5 == 0 || story.events.count < 60 else { continue }
                offers.offer(projection)
                let (number, now) = (event.number, projection)
                let isThere = try await eventually {
                    try await bench.records.record(KeptProjections.kind, id: "\(Story.session.text):\(number)") != nil
                }
                #expect(isThere)
                let found = await bench.fresh.nearest(Self.subject, before: number, beyond: number - 1, bench.journal)
                #expect(found == now, "after \(number)")
            }
        }
    }

    @Test func aServerThatHasJustStartedReadsNoMoreThanTheRest() async throws {
        let story = Self.long(1500)
        try await Self.run(story) { bench in
            let last = story.events.count
            let whole = try await bench.history.projection(after: last)
            try await bench.expectKept(last / 1024)
            for number in [last, 5000, 1024, 1023] {
                bench.journal.entries.change { $0 = 0 }
                let projection = try await bench.history.projection(after: number)
                var expected = Story.projection
                for event in story.events.prefix(number) { _ = expected.apply(event) }
                #expect(projection == expected && (number < last || projection == whole))
                #expect(bench.journal.entries.value <= 1024 + 10)
            }
        }
    }

    @Test func oneOfAnotherVersionOrThatIsNoneIsMadeAnew() async throws {
        let story = Self.long(600)
        try await Self.run(story) { bench in
            let whole = try await bench.history.projection(after: 2400)
            try await bench.expectKept(2)
            for wrong in [JSONValue.object(["version": 0]), "nothing", .object(["version": 1])] {
                for var record in try await bench.kept() {
                    record.body = record.body.object == nil || wrong.object == nil ? wrong : record.body.merging(wrong)
                    if wrong["version"] == 1 { record.body = wrong }
                    try await bench.records.apply([.replace(record)])
                }
                #expect(try await bench.history.projection(after: 2400) == whole)
                let isMended = try await eventually {
                    try await bench.kept().allSatisfy { SessionProjection(kept: $0.body, Self.subject) != nil }
                }
                #expect(isMended)
            }
        }
    }

    @Test func whatBelongsToEntriesThatWereLostIsPassedOver() async throws {
        try await Self.run(Self.long(300)) { bench in
            _ = try await bench.history.projection(after: 1200)
            try await bench.expectKept(1)
            var record = try #require(try await bench.kept().first)
            var body = try #require(record.body.object)
            body["time"] = 5
            record.body = .object(body)
            try await bench.records.apply([.replace(record)])
            #expect(await bench.fresh.nearest(Self.subject, before: 1200, beyond: 0, bench.journal) == nil)
        }
    }

    @Test func aSessionThatIsGoneKeepsNothing() async throws {
        try await Self.run(Self.long(300)) { bench in
            let record = try #require(try await bench.records.record(StoredSession.kind, id: Story.session.text))
            let session = try #require(StoredSession(record))
            _ = try await bench.history.projection(after: 1200)
            try await bench.expectKept(1)
            try await bench.records.apply(session.leaving)
            #expect(try await bench.kept().isEmpty)
            var projection = Story.projection
            let offers = bench.fresh
            for event in Self.long(300).events.prefix(1024) { _ = projection.apply(event) }
            offers.offer(projection)
            // Behind it in the same queue stands one of a session that is there.
            try await bench.records.apply([.insert(Record(StoredSession.kind, id: "sesn_other", created: 1))])
            var other = SessionProjection(ProjectionSubject(session: try .of("sesn_other"), agent: Story.agent))
            for event in Self.long(300).events.prefix(1024) { _ = other.apply(event) }
            offers.offer(other)
            try await bench.expectKept(1)
            #expect(try await bench.kept().first?.parent == "sesn_other")
        }
    }

    /// Fails when a projection tells something else than it did. Then raise `SessionProjection.version`, and write down what it tells now.
    @Test func whatIsToldBelongsToAVersion() {
        let told = Self.stories.flatMap(\.told).map { "\($0.json.serializedString())\($0.position.text)\($0.thread ?? "")" }
        let hash = SHA256.hash(Array(told.joined(separator: "\n").utf8)).prefix(8).map { String($0, radix: 16) }
        #expect([SessionProjection.version: hash.joined(separator: " ")] == [1: "14 27 ce 6a c6 89 62 a8"])
    }
}

/// A journal that counts the entries that are read.
private struct CountingJournal: Journal {
    let entries = Shared(0)
    private let journal: any Journal

    init(_ journal: any Journal) { self.journal = journal }

    func append(_ append: JournalAppend) async throws(JournalError) { try await journal.append(append) }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? { try await journal.head(of: session) }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        let events = try await journal.events(of: session, after: number, count: count, byteLimit: byteLimit)
        entries.change { $0 += events.count }
        return events
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try await journal.heads(after: session, count: count, isOpen: isOpen)
    }

    func sessionCount() async throws(JournalError) -> Int { try await journal.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool { try await journal.remove(session) }

    func close() async { await journal.close() }
}

extension Story {
    /// A session whose agent and budget were changed, with prompts that wait, an interrupt, a subagent and a server out of order.
    fileprivate static var changed: Story {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.accept(2, "two")
        story.frame(["type": "system", "subtype": "init", "mcp_servers": [["name": "git_hub", "status": "failed"]]])
        story.requestStart()
        story.text("text that goes on")
        story.call("c1", "Task")
        story.frame(["type": "system", "subtype": "task_started", "task_type": "local_agent", "tool_use_id": "c1", "description": "look"])
        story.below("assistant", ["type": "text", "text": "below"])
        story.add(.sessionUpdated, ["agent": ["name": "Other", "tools": []], "budget": ["limit": 5], "change": "1"])
        story.call("c2", "mcp__git_hub__find")
        story.requestEnd()
        story.add(.interruptRequested, ["uuid": "i1"])
        story.conclude(["total_cost_usd": 0.1, "modelUsage": ["m": ["inputTokens": 5, "webSearchRequests": 2]]])
        story.end(1)
        story.start(2)
        story.frame(["type": "system", "subtype": "api_retry", "error_status": 529], turn: 2)
        story.accept(3, "three")
        story.end(2)
        return story
    }
}
