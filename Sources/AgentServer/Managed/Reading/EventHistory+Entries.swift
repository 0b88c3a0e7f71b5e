internal import Journal

/// Single entries of a session's past.
extension EventHistory {
    /// Entries that are read at a time.
    private static let window = 256
    /// By how much a clock may have been set back meanwhile, in microseconds.
    private static let slack: Int64 = 60_000_000

    /// The number of the entry that was made for what a client has sent, then or later; the latest are looked at first.
    ///
    /// - Parameter time: In microseconds since 1970.
    /// - Throws: `JournalError`, `CancellationError`.
    func entry(of uuid: String, since time: Int64) async throws -> Int? {
        var end = (try await journal.head(of: subject.session)?.next ?? 1) - 1
        while end > 0 {
            let first = max(0, end - Self.window)
            let (found, oldest) = try await search(uuid, after: first, through: end)
            if let found { return found }
            guard let oldest, oldest >= time - Self.slack else { return nil }
            end = first
        }
        return nil
    }

    /// The latest of some entries that was made for it, and the time of the first of them. They are held a page at a time.
    // Inlined into a loop, it makes the optimiser of Swift 6.3.1 crash.
    @inline(never)
    private func search(_ uuid: String, after first: Int, through last: Int) async throws -> (found: Int?, oldest: Int64?) {
        var (place, found, oldest): (Int, Int?, Int64?) = (first, nil, nil)
        while place < last {
            try Task.checkCancellation()
            let entries = try await page(after: place, count: last - place)
            guard let end = entries.last?.number else { break }
            oldest = oldest ?? entries.first?.time
            found = entries.last { SessionInput.uuid(of: $0) == uuid }?.number ?? found
            place = end
        }
        return (found, oldest)
    }

    /// The events that one entry has made.
    func events(of number: Int) async throws -> [ManagedEvent] {
        var projection = try await self.projection(after: number - 1)
        var events: [ManagedEvent] = []
        while try await step(&projection, through: number, { events.append($0) }) {}
        return events
    }
}
