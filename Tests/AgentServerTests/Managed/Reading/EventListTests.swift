@testable import AgentServer
import Domain
import JSON
import Journal
import Testing

@Suite struct EventListTests {
    /// A history over many more entries than lie between two checkpoints.
    private static func history(turns: Int = 200) async throws -> (EventHistory, [ManagedEvent], Int) {
        var story = Story()
        for turn in 1...turns {
            story.accept(turn % 250)
            story.start(turn % 250)
            story.text("t", of: "m\(turn)")
            story.end(turn % 250)
        }
        let journal = MemoryJournal()
        let append = JournalAppend(session: Story.session, fence: Fence(rawValue: 1), expectedNext: 1, events: story.events)
        try await journal.append(append)
        let subject = ProjectionSubject(session: Story.session, agent: Story.agent)
        return (EventHistory(journal: journal, subject: subject, checkpoints: ProjectionCheckpoints()), story.told, story.events.count)
    }

    @Test(arguments: [1, 70, 300, 5000])
    func pagesOnwardsGiveEveryEventOnce(limit: Int) async throws {
        let (history, told, _) = try await Self.history(turns: limit == 1 ? 20 : 200)
        var seen: [ManagedEvent] = []
        var position = EventPosition.start
        while true {
            let page = try await history.ascending(after: position, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore, let last = page.events.last else { break }
            position = EventPosition(place: last.position.place)
        }
        #expect(seen == told)
    }

    @Test(arguments: [70, 300, 5000])
    func pagesBackwardsGiveThemInReverse(limit: Int) async throws {
        let (history, told, last) = try await Self.history()
        var seen: [ManagedEvent] = []
        var position: EventPosition?
        while true {
            let page = try await history.descending(before: position, last: last, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore, let end = page.events.last else { break }
            position = EventPosition(place: end.position.place)
        }
        #expect(seen == told.reversed())
    }

    @Test func filtersChooseByTypeAndTime() async throws {
        let (history, told, last) = try await Self.history()
        let times = told.compactMap(\.time)
        var filter = EventFilter(types: ["agent.message"])
        filter.earliest = times[times.count / 3]
        filter.latest = times[times.count / 2]
        let wanted = told.filter(filter.takes)
        #expect(wanted.count > 10)
        #expect(try await history.ascending(after: .start, limit: 5000, filter).events == wanted)
        #expect(try await history.descending(before: nil, last: last, limit: 5000, filter).events == wanted.reversed())
    }

    @Test func whatWaitsStandsLastAndHasNoTime() async throws {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.accept(2)
        story.add(.interruptRequested, ["uuid": "i1"])
        let journal = MemoryJournal()
        try await journal.append(JournalAppend(session: Story.session, fence: Fence(rawValue: 1), expectedNext: 1, events: story.events))
        let subject = ProjectionSubject(session: Story.session, agent: Story.agent)
        let history = EventHistory(journal: journal, subject: subject, checkpoints: ProjectionCheckpoints())
        let all = try await history.ascending(after: .start, limit: 100, EventFilter()).events
        #expect(all.suffix(2).map(\.type) == ["user.message", "user.interrupt"])
        #expect(all.suffix(2).map(\.time) == [nil, nil])
        #expect(all.dropLast(2).allSatisfy { $0.time != nil })
        let first = try await history.descending(before: nil, last: 4, limit: 1, EventFilter())
        #expect(first.events.map(\.type) == ["user.interrupt"])
        #expect(first.hasMore)
    }
}
