/// How many processes a pool has of each kind.
public struct PoolCounts: Sendable, Hashable {
    /// Being started.
    public var starting = 0
    /// Initialised and nobody's.
    public var spare = 0
    /// Waiting for their session's next turn.
    public var idle = 0
    /// At work.
    public var busy = 0
    /// On their way out.
    public var ending = 0

    /// All of them.
    public var all: Int { starting + spare + idle + busy + ending }

    init(_ states: [ProcessPool.State]) {
        for state in states {
            switch state {
            case .starting: starting += 1
            case .spare: spare += 1
            case .idle: idle += 1
            case .busy: busy += 1
            case .ending: ending += 1
            }
        }
    }
}
