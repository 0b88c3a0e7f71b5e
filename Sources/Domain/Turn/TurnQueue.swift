/// Who may run now and who waits: at most `width` at once, at most `depth` waiting, first come first served. Pure.
public struct TurnQueue<ID: Hashable & Sendable>: Sendable {
    /// What becomes of a newcomer.
    public enum Admission: Sendable, Equatable {
        /// It runs at once.
        case run
        /// It waits for its turn.
        case wait
        /// The queue is full.
        case refuse
    }

    /// How many run at once.
    public let width: Int
    /// How many may wait.
    public let depth: Int
    private var running: Set<ID> = []
    private var waiting: [ID] = []

    /// An empty queue.
    public init(width: Int, depth: Int) {
        self.width = width
        self.depth = depth
    }

    /// Whether nobody runs or waits.
    public var isEmpty: Bool { running.isEmpty && waiting.isEmpty }

    /// How many run now.
    public var runningCount: Int { running.count }

    /// How many wait now.
    public var waitingCount: Int { waiting.count }

    /// Somebody wants to run.
    public mutating func enter(_ id: ID) -> Admission {
        if running.count < width, waiting.isEmpty {
            running.insert(id)
            return .run
        }
        guard waiting.count < depth else { return .refuse }
        waiting.append(id)
        return .wait
    }

    /// Somebody has ended, or has given up waiting. Gives those who may run now; an unknown id changes nothing.
    public mutating func leave(_ id: ID) -> [ID] {
        if running.remove(id) == nil { waiting.removeAll { $0 == id } }
        var admitted: [ID] = []
        while running.count < width, !waiting.isEmpty {
            let next = waiting.removeFirst()
            running.insert(next)
            admitted.append(next)
        }
        return admitted
    }
}
