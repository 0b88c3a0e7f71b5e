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

/// Where a page of a session's events begins.
struct EventPlace: Sendable, Hashable {
    /// Behind this one, in the order of the list.
    var position: EventPosition
    /// What waited has been shown as far as what was sent by this entry, and counts as shown when it is taken in; `nil` where nothing was.
    var queued: Int?

    /// Before every event.
    static let start = EventPlace(position: .start)
}

/// A page of a session's events.
struct EventPage: Sendable, Hashable {
    var events: [ManagedEvent] = []
    var hasMore = false
    /// Where the next one begins.
    var end: EventPlace
    private var byteCount = 0

    /// Bytes of the events of one page, beyond which it takes no second one: a message may have pictures.
    static let byteLimit = 16 << 20

    init(end: EventPlace) { self.end = end }

    /// Adds an event, or notes that there are more than the page takes; false when the page is complete.
    mutating func add(_ event: ManagedEvent, limit: Int, end: EventPlace) -> Bool {
        let size = event.size
        guard events.count < limit, events.isEmpty || byteCount + size <= Self.byteLimit else {
            hasMore = true
            return false
        }
        byteCount += size
        events.append(event)
        self.end = end
        return true
    }
}

extension EventHistory {
    /// A page of events behind a place, oldest first.
    func ascending(after place: EventPlace, limit: Int, _ filter: EventFilter) async throws -> EventPage {
        var page = EventPage(end: place)
        var projection = try await self.projection(after: place.position.entry - 1)
        func isShown(_ event: ManagedEvent) -> Bool { place.queued.map { event.accepted ?? .max <= $0 } ?? false }
        while !page.hasMore {
            let goesOn = try await step(&projection, through: .max) { event in
                guard !page.hasMore, event.position > place.position, !isShown(event), filter.takes(event) else { return }
                _ = page.add(event, limit: limit, end: EventPlace(position: event.position, queued: place.queued))
            }
            guard goesOn else { break }
        }
        let last = EventPosition(entry: projection.number, index: .max)
        for event in projection.queued where !page.hasMore && !isShown(event) && filter.takes(event) {
            _ = page.add(event, limit: limit, end: EventPlace(position: last, queued: event.accepted))
        }
        return page
    }

    /// A page of events before a place, newest first; `nil` for the first page.
    func descending(before place: EventPlace?, last: Int, limit: Int, _ filter: EventFilter) async throws -> EventPage {
        let start = place?.position ?? EventPosition(entry: last, index: .max)
        var page = EventPage(end: EventPlace(position: start, queued: place?.queued))
        for event in try await waiting(before: place, since: start.entry, last: last).reversed() where filter.takes(event) {
            guard page.add(event, limit: limit, end: EventPlace(position: start, queued: event.accepted)) else { return page }
        }
        var end = min(last, start.entry)
        while end > 0, !page.hasMore {
            let first = (end - 1) / ProjectionCheckpoints.interval * ProjectionCheckpoints.interval
            let found = try await latest(limit + 1, after: first, through: end) { $0.position < start && filter.takes($0) }
            for event in found.events.reversed() {
                guard page.add(event, limit: limit, end: EventPlace(position: event.position)) else { return page }
            }
            // What was left out comes with the next page.
            guard found.isWhole else {
                page.hasMore = true
                return page
            }
            end = first
        }
        return page
    }

    /// What waited when the first page was given and has not been shown: it waits still, or has been taken in since.
    private func waiting(before place: EventPlace?, since entry: Int, last: Int) async throws -> [ManagedEvent] {
        guard let place else { return try await projection(after: last).queued }
        guard let shown = place.queued else { return [] }
        var projection = try await self.projection(after: entry)
        var taken: [ManagedEvent] = []
        while try await step(&projection, through: last, { if $0.accepted ?? .max < shown { taken.append($0) } }) {}
        return (taken + projection.queued.filter { $0.accepted ?? .max < shown }).sorted { $0.accepted ?? 0 < $1.accepted ?? 0 }
    }

    /// Where an event stands; the latest entries are looked at first.
    func position(of id: String, last: Int) async throws -> EventPosition? {
        var end = last
        while end > 0 {
            let first = (end - 1) / ProjectionCheckpoints.interval * ProjectionCheckpoints.interval
            let found = try await latest(1, after: first, through: end) { $0.id == id }
            if let event = found.events.last { return event.position }
            end = first
        }
        return nil
    }

    /// The latest events of a stretch that are looked for, as many as fit into a page and one more.
    private func latest(
        _ count: Int,
        after first: Int,
        through last: Int,
        where isLookedFor: (ManagedEvent) -> Bool
    ) async throws -> LatestEvents {
        var latest = LatestEvents(count: count, byteLimit: EventPage.byteLimit)
        var projection = try await self.projection(after: first)
        while try await step(&projection, through: last, { if isLookedFor($0) { latest.append($0) } }) {}
        return latest
    }
}
