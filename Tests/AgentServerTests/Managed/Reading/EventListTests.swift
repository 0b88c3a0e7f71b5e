@testable import AgentServer
import Domain
import JSON
import Journal
import Testing

@Suite struct EventListTests {
    /// A history over many more entries than lie between two checkpoints.
    private static func history(turns: Int = 200, text: String = "t") async throws -> (EventHistory, [ManagedEvent], Int) {
        var story = Story()
        for turn in 1...turns {
            story.accept(turn % 250)
            story.start(turn % 250)
            story.text(text, of: "m\(turn)")
            story.end(turn % 250)
        }
        let journal = MemoryJournal()
        let append = JournalAppend(session: Story.session, fence: Fence(rawValue: 1), expectedNext: 1, events: story.events)
        try await journal.append(append)
        let subject = ProjectionSubject(session: Story.session, agent: Story.agent)
        return (EventHistory(journal: journal, subject: subject, checkpoints: ProjectionCheckpoints()), story.told, story.events.count)
    }

    /// A place as it comes back from a client.
    private static func handedOut(_ place: EventPlace) -> EventPlace {
        EventPlace(position: EventPosition(place: place.position.place), queued: place.queued)
    }

    @Test(arguments: [1, 70, 300, 5000])
    func pagesOnwardsGiveEveryEventOnce(limit: Int) async throws {
        let (history, told, _) = try await Self.history(turns: limit == 1 ? 20 : 200)
        var seen: [ManagedEvent] = []
        var place = EventPlace.start
        while true {
            let page = try await history.ascending(after: place, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore else { break }
            place = Self.handedOut(page.end)
        }
        #expect(seen == told)
    }

    @Test(arguments: [70, 300, 5000])
    func pagesBackwardsGiveThemInReverse(limit: Int) async throws {
        let (history, told, last) = try await Self.history()
        var seen: [ManagedEvent] = []
        var place: EventPlace?
        while true {
            let page = try await history.descending(before: place, last: last, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore else { break }
            place = Self.handedOut(page.end)
        }
        #expect(seen == told.reversed())
    }

    /// 300 KB in each of 200 turns: 60 MB, of which a page takes 16.
    @Test(arguments: [true, false]) func aPageOfLargeEventsEndsEarlyAndTheNextOneGoesOn(isAscending: Bool) async throws {
        let (history, told, last) = try await Self.history(text: String(repeating: "t", count: 300_000))
        var seen: [ManagedEvent] = []
        var place: EventPlace?
        var pages = 0
        while true {
            let page =
                isAscending
                ? try await history.ascending(after: place ?? .start, limit: 1000, EventFilter())
                : try await history.descending(before: place, last: last, limit: 1000, EventFilter())
            #expect(page.events.map(\.size).reduce(0, +) <= EventPage.byteLimit)
            seen += page.events
            pages += 1
            guard page.hasMore else { break }
            place = Self.handedOut(page.end)
        }
        #expect(pages >= 4 && seen == (isAscending ? told : told.reversed()))
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

    /// A journal that goes on while its pages are read.
    private struct Growing {
        var story = Story()
        let journal = MemoryJournal()
        var written = 0

        var history: EventHistory {
            let subject = ProjectionSubject(session: Story.session, agent: Story.agent)
            return EventHistory(journal: journal, subject: subject, checkpoints: ProjectionCheckpoints())
        }

        mutating func write() async throws {
            let events = Array(story.events.dropFirst(written))
            try await journal.append(
                JournalAppend(session: Story.session, fence: Fence(rawValue: 1), expectedNext: written + 1, events: events)
            )
            written += events.count
        }

        /// A turn runs, and four more wait, with an interrupt between them.
        static func started() async throws -> Growing {
            var growing = Growing()
            growing.story.accept(1)
            growing.story.start(1)
            for turn in 2...3 { growing.story.accept(turn) }
            growing.story.add(.interruptRequested, ["uuid": "i1"])
            for turn in 4...5 { growing.story.accept(turn) }
            try await growing.write()
            return growing
        }

        /// The next one of those that wait is taken in.
        mutating func goOn(_ turn: Int) async throws {
            story.end(turn - 1)
            story.start(turn)
            story.text("text \(turn)", of: "m\(turn)")
            try await write()
        }
    }

    @Test(arguments: 1...9) func pagesOfWhatWaitsSkipNothingWhenItIsTakenIn(limit: Int) async throws {
        var growing = try await Growing.started()
        var (seen, place, turn) = ([ManagedEvent](), EventPlace.start, 2)
        while true {
            let page = try await growing.history.ascending(after: place, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore || turn <= 5 else { break }
            place = Self.handedOut(page.end)
            if turn <= 5 { try await growing.goOn(turn) }
            turn += 1
        }
        let ids = seen.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids) == Set(growing.story.told.map(\.id)))
    }

    @Test(arguments: 1...9) func pagesBackwardsShowWhatWaitedOnce(limit: Int) async throws {
        var growing = try await Growing.started()
        let last = growing.written
        let all = try await growing.history.descending(before: nil, last: last, limit: 100, EventFilter()).events
        var (seen, place, turn) = ([ManagedEvent](), EventPlace?.none, 2)
        while true {
            let page = try await growing.history.descending(before: place, last: growing.written, limit: limit, EventFilter())
            seen += page.events
            guard page.hasMore else { break }
            place = Self.handedOut(page.end)
            if turn <= 5 { try await growing.goOn(turn) }
            turn += 1
        }
        #expect(seen.map(\.id) == all.map(\.id))
    }

    @Test func whatWasSentIsFoundByItsUUID() async throws {
        let (history, _, last) = try await Self.history()
        let entries = try await history.page(after: 0, count: last)
        let sent = try #require(entries.first { $0.kind == .promptAccepted })
        let uuid = try #require(SessionInput.uuid(of: sent))
        // The same turns come again and again in this history; the latest is found.
        let found = try await history.entry(of: uuid, since: 0)
        #expect(found == entries.last { SessionInput.uuid(of: $0) == uuid }?.number)
        #expect(try await history.entry(of: "never", since: 0) == nil)
        #expect(try await history.entry(of: uuid, since: .max) == nil)
    }
}
