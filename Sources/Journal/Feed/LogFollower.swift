internal import Synchronization

/// One reader of a session's log: a place in it and nothing else, so that a slow one costs nothing. One task at a time asks it.
public final class LogFollower: Sendable {
    private let log: SessionLog
    private let place: Mutex<FeedPlace>
    /// Bytes of the page that it gave last.
    private let held = Mutex(0)

    init(_ log: SessionLog, after number: Int, includesTransients: Bool) {
        self.log = log
        place = Mutex(log.feed.change { $0.follow(after: number, includesTransients: includesTransients) })
    }

    deinit {
        let place = place.withLock(\.self)
        log.feed.change { $0.leave(place) }
        hold(0)
    }

    /// The number of the last event that it gave.
    public var lastNumber: Int { place.withLock(\.event) }

    /// The next events, at least one, in order and without gaps; `nil` when the log is closed, or followers are to end, and all have been given.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, `JournalError` when the store cannot be read or the session has been removed.
    ///   Asking again then goes on at the same place.
    public func next() async throws -> [JournalEvent]? {
        while let item = try await nextItem() {
            if case .events(let events) = item { return events }
        }
        return nil
    }

    /// The same, with what was published in passing, if the follower was made to include that.
    public func nextItem() async throws -> LogItem? {
        hold(0)
        while true {
            try Task.checkCancellation()
            let place = place.withLock(\.self)
            switch log.feed.read({ $0.step(at: place) }) {
            case .take(let item): return took(item)
            case .read:
                let page = try await page(after: place.event)
                return took(.events(log.feed.read { $0.until(page, place) }))
            case .wait: try await log.feed.wait(at: place)
            case .end: return nil
            }
        }
    }

    private func page(after number: Int) async throws(JournalError) -> [JournalEvent] {
        let size = log.pages.take(upTo: log.pageSize)
        held.withLock { $0 = size }
        let page = try await log.page(after: number, byteLimit: size)
        hold(page.reduce(0) { $0 + $1.body.count })
        return page
    }

    private func hold(_ bytes: Int) {
        held.withLock { held in
            log.pages.change(from: held, to: bytes)
            held = bytes
        }
    }

    private func took(_ item: LogItem) -> LogItem {
        place.withLock { place in
            switch item {
            case .events(let events): place.event = events.last?.number ?? place.event
            case .transients(_, let last): place.transient = last
            }
        }
        return item
    }
}
