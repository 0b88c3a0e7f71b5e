internal import Synchronization

/// How many turns run or wait in all, and how many may.
final class OpenTurnCount: Sendable {
    /// As many turns wait as may.
    struct Full: Error {}

    private let count = Mutex(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Turns that are not over.
    var current: Int { count.withLock { $0 } }

    /// Counts one in.
    func take() throws(Full) {
        let isTaken = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        if !isTaken { throw Full() }
    }

    /// Counts one in that nobody can refuse: accepted before a restart, or begun by the agent.
    func restore() { count.withLock { $0 += 1 } }

    /// Counts one out.
    func giveBack() { count.withLock { $0 -= 1 } }
}
