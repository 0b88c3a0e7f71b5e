internal import JSON

/// Which events of a session are asked for. Pure.
struct EventFilter: Sendable, Hashable {
    /// Only of these types; empty for all.
    var types: Set<String> = []
    /// Not before this time, in microseconds since 1970.
    var earliest: Int64?
    /// Not after this time.
    var latest: Int64?

    /// Whether an event is among them. What waits in the queue has no time yet and lies in no range.
    func takes(_ event: ManagedEvent) -> Bool {
        guard types.isEmpty || types.contains(event.type) else { return false }
        guard let time = event.time else { return earliest == nil && latest == nil }
        return time >= earliest ?? .min && time <= latest ?? .max
    }
}

/// A page of a session's events.
struct EventPage: Sendable, Hashable {
    var events: [ManagedEvent] = []
    var hasMore = false

    /// Adds an event, or notes that there are more than the page takes; false when the page is complete.
    mutating func add(_ event: ManagedEvent, limit: Int) -> Bool {
        guard events.count < limit else {
            hasMore = true
            return false
        }
        events.append(event)
        return true
    }
}

extension EventHistory {
    /// A page of events behind a position, oldest first.
    func ascending(after position: EventPosition, limit: Int, _ filter: EventFilter) async throws -> EventPage {
        var page = EventPage()
        var projection = try await self.projection(after: position.entry - 1)
        while !page.hasMore {
            let goesOn = try await step(&projection, through: .max) { event in
                if event.position > position, filter.takes(event), !page.hasMore { _ = page.add(event, limit: limit) }
            }
            guard goesOn else { break }
        }
        for event in projection.queued where event.position > position && filter.takes(event) {
            guard page.add(event, limit: limit) else { break }
        }
        return page
    }

    /// A page of events before a position, newest first.
    func descending(before position: EventPosition?, last: Int, limit: Int, _ filter: EventFilter) async throws -> EventPage {
        var page = EventPage()
        let position = position ?? EventPosition(entry: .max, index: 0)
        for event in try await projection(after: last).queued.reversed() where event.position < position && filter.takes(event) {
            guard page.add(event, limit: limit) else { return page }
        }
        var end = min(last, position.entry)
        while end > 0, !page.hasMore {
            let first = (end - 1) / ProjectionCheckpoints.interval * ProjectionCheckpoints.interval
            var window: [ManagedEvent] = []
            var projection = try await self.projection(after: first)
            while try await step(&projection, through: end, { event in window.append(event) }) {}
            for event in window.reversed() where event.position < position && filter.takes(event) {
                guard page.add(event, limit: limit) else { break }
            }
            end = first
        }
        return page
    }

    /// Where an event stands.
    func position(of id: String) async throws -> EventPosition? {
        var projection = SessionProjection(subject)
        var found: EventPosition?
        while found == nil, try await step(&projection, through: .max, { if $0.id == id { found = $0.position } }) {}
        return found
    }
}
