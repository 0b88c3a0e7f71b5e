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
            let entries = try await entries(after: first, through: end)
            if let found = entries.last(where: { SessionInput.uuid(of: $0) == uuid }) { return found.number }
            guard let oldest = entries.first, oldest.time >= time - Self.slack else { return nil }
            end = first
        }
        return nil
    }

    private func entries(after first: Int, through last: Int) async throws -> [JournalEvent] {
        var entries: [JournalEvent] = []
        while case let number = entries.last?.number ?? first, number < last {
            try Task.checkCancellation()
            let more = try await page(after: number, count: last - number)
            guard !more.isEmpty else { break }
            entries += more
        }
        return entries
    }

    /// The events that one entry has made.
    func events(of number: Int) async throws -> [ManagedEvent] {
        var projection = try await self.projection(after: number - 1)
        var events: [ManagedEvent] = []
        while try await step(&projection, through: number, { events.append($0) }) {}
        return events
    }
}
