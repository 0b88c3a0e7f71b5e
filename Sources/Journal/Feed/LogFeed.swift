internal import Synchronization

/// The state that a log and its followers share, and the followers that wait for it to change.
final class LogFeed: Sendable {
    private struct Waiter {
        let place: FeedPlace
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var feed: FeedState
        var lastTicket: UInt64 = 0
        var waiting: [UInt64: Waiter] = [:]

        /// Those who no longer have to wait.
        mutating func takeReady() -> [Waiter] {
            let ready = waiting.filter { feed.hasNews(at: $1.place) }
            for ticket in ready.keys { waiting.removeValue(forKey: ticket) }
            return Array(ready.values)
        }
    }

    private let state: Mutex<State>

    init(_ feed: FeedState) { state = Mutex(State(feed: feed)) }

    /// Followers that wait.
    var waitingCount: Int { state.withLock(\.waiting.count) }

    /// Reads the state.
    func read<T: Sendable>(_ body: (FeedState) -> T) -> T { state.withLock { body($0.feed) } }

    /// Changes the state and wakes whom that concerns. Nobody is looked at when there are no news: there may be ten thousand.
    func change<T: Sendable>(_ body: (inout FeedState) -> T) -> T {
        let (result, ready) = state.withLock { state in
            let before = state.feed.news
            let result = body(&state.feed)
            return (result, state.feed.news == before ? [] : state.takeReady())
        }
        for waiter in ready { waiter.continuation.resume() }
        return result
    }

    /// Waits until there is something to do for a follower at this place.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func wait(at place: FeedPlace) async throws {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.feed.hasNews(at: place), !Task.isCancelled else { return true }
                    state.waiting[ticket] = Waiter(place: place, continuation: continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.continuation.resume()
        }
        try Task.checkCancellation()
    }
}
