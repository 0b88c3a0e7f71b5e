internal import Synchronization

/// A line before a counter that serves a group at a time: whoever is first serves itself and those behind it, then hands on.
///
/// Nobody serves longer than one group, and nothing runs when nobody waits. A cancelled caller is served as the others are.
package final class GroupLine<Request: Sendable, Answer: Sendable>: Sendable {
    private enum Wake {
        case serve
        case answered(Answer)
    }

    private struct Place {
        let request: Request
        let weight: Int
        var continuation: CheckedContinuation<Wake, Never>?
    }

    private struct State {
        var isServing = false
        var line: [Place] = []

        mutating func takeServer() -> CheckedContinuation<Wake, Never>? {
            guard !line.isEmpty else { return nil }
            defer { line[0].continuation = nil }
            return line[0].continuation
        }
    }

    private let state = Mutex(State())
    private let countLimit: Int
    private let weightLimit: Int

    /// A line whose groups have at most `countLimit` requests, and no more than the first once they weigh over `weightLimit`.
    package init(countLimit: Int, weightLimit: Int) {
        self.countLimit = max(1, countLimit)
        self.weightLimit = weightLimit
    }

    /// Requests that wait.
    package var waitingCount: Int { state.withLock(\.line.count) }

    /// Waits for its turn; gives back the answer that `serve`, this caller's or another's, found. It answers each request of its group.
    package func submit(_ request: Request, weight: Int, serve: ([Request]) async -> [Answer]) async -> Answer {
        let wake = await withCheckedContinuation { join(Place(request: request, weight: weight, continuation: $0)) }
        if case .answered(let answer) = wake { return answer }
        let group = takeGroup()
        let answers = await serve(group.map(\.request))
        precondition(answers.count == group.count, "a group of \(group.count) got \(answers.count) answers")
        handOn()
        for (place, answer) in zip(group, answers) { place.continuation?.resume(returning: .answered(answer)) }
        return answers[0]
    }

    /// The first in line serves: its continuation is used up, and it stays in front.
    private func join(_ place: Place) {
        let server = state.withLock { state -> CheckedContinuation<Wake, Never>? in
            state.line.append(place)
            guard !state.isServing else { return nil }
            state.isServing = true
            return state.takeServer()
        }
        server?.resume(returning: .serve)
    }

    private func handOn() {
        let server = state.withLock { state -> CheckedContinuation<Wake, Never>? in
            state.isServing = !state.line.isEmpty
            return state.takeServer()
        }
        server?.resume(returning: .serve)
    }

    private func takeGroup() -> [Place] {
        state.withLock { state in
            var weight = 0
            let count = state.line.prefix(countLimit).prefix { place in
                defer { weight += place.weight }
                return weight == 0 || weight + place.weight <= weightLimit
            }.count
            defer { state.line.removeFirst(count) }
            return Array(state.line[..<count])
        }
    }
}
