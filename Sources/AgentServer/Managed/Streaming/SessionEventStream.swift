internal import EventLoop
internal import JSON
internal import Journal
internal import ManagedAgents

/// A session's events from some place on, for one connection.
struct SessionEventStream: Sendable {
    let store: SessionStore
    let session: StoredSession
    let wishes: EventPreview.Wishes

    /// Makes ready to read.
    ///
    /// - Throws: `JournalError`.
    func open(_ log: SessionLog, after position: EventPosition) async throws -> Feed {
        let number = position.index == .max ? position.entry : max(0, min(position.entry, log.lastNumber + 1) - 1)
        // Before the past is read, so that nothing said in passing meanwhile is taken for the beginning of something.
        let follower = log.follow(after: number, includesTransients: !wishes.isEmpty)
        let projection = try await store.history(session).projection(after: number)
        return Feed(log: log, follower: follower, projection: projection, preview: EventPreview(projection.ids, wishes), after: position)
    }

    /// The reading end: one task asks it.
    struct Feed {
        private let log: SessionLog
        private let follower: LogFollower
        private(set) var projection: SessionProjection
        private var preview: EventPreview
        private let after: EventPosition

        init(log: SessionLog, follower: LogFollower, projection: SessionProjection, preview: EventPreview, after: EventPosition) {
            self.log = log
            self.follower = follower
            self.projection = projection
            self.preview = preview
            self.after = after
        }

        /// What comes next.
        enum Step: Sendable {
            /// Perhaps none.
            case items([StreamItem])
            /// The session has been deleted.
            case deleted
            /// The server stops; there is more to come when it runs again.
            case stopped
        }

        /// Waits for what comes next.
        ///
        /// - Throws: `CancellationError`, `JournalError`.
        mutating func next() async throws -> Step {
            do {
                switch try await follower.nextItem() {
                case nil: return log.isClosed ? .deleted : .stopped
                case .events(let entries)?: return .items(entries.flatMap { take($0) })
                case .transients(let frames, let last)?: return .items(preview.take(frames, last: last).map(StreamItem.init(passing:)))
                }
            } catch let error as JournalError where error.code == .unknownSession {
                return .deleted
            }
        }

        private mutating func take(_ entry: JournalEvent) -> [StreamItem] {
            let events = projection.apply(entry)
            for event in events { preview.emitted(event) }
            return events.filter { $0.position > after }.map(StreamItem.init)
        }

        /// The last thing that is said of a session that has been deleted.
        var farewell: StreamItem {
            let time = max(projection.time + 1, WallClock.microseconds)
            let id = projection.ids.deletion
            let place = EventPosition(entry: projection.number + 1, index: 0)
            return StreamItem(ManagedEvent(id: id, type: "session.deleted", time: time, position: place, fields: [:]))
        }
    }
}
