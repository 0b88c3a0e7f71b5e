internal import Synchronization

/// A bounded queue from the reader to one consumer. The reader suspends while it is full, so the CLI feels the backpressure.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        /// What waits, behind places already taken, which hold nothing any more.
        var items: [Element?] = []
        var taken = 0
        var weight = 0
        var ending: Result<Void, AgentError>?
        var isAbandoned = false
        var consumer: CheckedContinuation<Void, Never>?
        var producer: CheckedContinuation<Void, Never>?

        var isEmpty: Bool { taken == items.count }

        mutating func removeFirst() -> Element? {
            guard !isEmpty, let item = items[taken] else { return nil }
            items[taken] = nil
            taken += 1
            if taken >= 64, taken * 2 >= items.count { compact() }
            return item
        }

        private mutating func compact() {
            items.removeFirst(taken)
            taken = 0
        }
    }

    private let state = Mutex(State())
    private let isTaken = Atomic(false)
    private let limit: Int
    private let weigh: @Sendable (Element) -> Int

    /// A mailbox that is full at `limit` units of weight; one element always fits.
    init(limit: Int, weigh: @escaping @Sendable (Element) -> Int) {
        self.limit = limit
        self.weigh = weigh
    }

    /// Places held, taken ones that are not yet given up included.
    var storedCount: Int { state.withLock { $0.items.count } }

    /// Adds an element; suspends while the mailbox is full. After `abandon` elements vanish.
    func put(_ element: Element) async {
        await withTaskCancellationHandler {
            while needsToWait() { await withCheckedContinuation { park($0) } }
        } onCancel: {
            abandon()
        }
        let weight = weigh(element)
        let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isAbandoned else { return nil }
            state.items.append(element)
            state.weight += weight
            defer { state.consumer = nil }
            return state.consumer
        }
        consumer?.resume()
    }

    private func needsToWait() -> Bool { state.withLock { $0.weight >= limit && !$0.isAbandoned } }

    private func park(_ continuation: CheckedContinuation<Void, Never>) {
        let goesOn = state.withLock { state in
            guard state.weight >= limit, !state.isAbandoned else { return true }
            state.producer = continuation
            return false
        }
        if goesOn { continuation.resume() }
    }

    /// Says that no element follows; an error is thrown to the consumer after the last one.
    func finish(_ ending: Result<Void, AgentError>) {
        let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.ending = state.ending ?? ending
            defer { state.consumer = nil }
            return state.consumer
        }
        consumer?.resume()
    }

    /// Says that nobody takes elements any more, so that the reader goes on to the end.
    func abandon() {
        let waiting = state.withLock { state in
            state.isAbandoned = true
            state.items = []
            state.taken = 0
            defer {
                state.consumer = nil
                state.producer = nil
            }
            return [state.consumer, state.producer]
        }
        for continuation in waiting { continuation?.resume() }
    }

    /// Whether the producer has to wait.
    var isFull: Bool { needsToWait() }

    /// The next element, or `nil` at the end. One caller at a time.
    ///
    /// - Throws: the error that `finish` was given, or `CancellationError`. A second caller is told so.
    func take() async throws -> Element? {
        guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw AgentError(.invalidOption, "two tasks take the messages of one session; let one take them and share what it gets")
        }
        defer { isTaken.store(false, ordering: .releasing) }
        return try await takeNext()
    }

    private func takeNext() async throws -> Element? {
        while true {
            try Task.checkCancellation()
            let (element, ending, producer) = state.withLock {
                state -> (Element?, Result<Void, AgentError>?, CheckedContinuation<Void, Never>?) in
                guard let element = state.removeFirst() else { return (nil, state.isAbandoned ? .success(()) : state.ending, nil) }
                state.weight -= weigh(element)
                defer { state.producer = nil }
                return (element, nil, state.producer)
            }
            producer?.resume()
            if let element { return element }
            if let ending {
                try ending.get()
                return nil
            }
            await waitForNews()
        }
    }

    private func waitForNews() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard state.isEmpty, state.ending == nil, !state.isAbandoned, !Task.isCancelled else { return true }
                    state.consumer = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
                defer { state.consumer = nil }
                return state.consumer
            }
            consumer?.resume()
        }
    }
}
