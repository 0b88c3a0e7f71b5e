/// How many agents a machine holds: what its memory leaves beside everything else, divided by what one agent may take.
public struct Sizing: Sendable, Hashable {
    /// Bytes that are left for the server, the stores and the system · default 1 GiB.
    public var overhead = 1 << 30
    /// Bytes that one agent process and its tools may take at their largest · `--process-memory`, beyond which a process is replaced ·
    /// default 400 MiB; `roost doctor` measures it.
    public var ceiling = 400 << 20
    /// No machine is trusted with more · default 64.
    public var most = 64

    /// The defaults, with another ceiling if there is one.
    public init(ceiling: Int? = nil) { self.ceiling = ceiling ?? self.ceiling }

    /// Agents that fit into `memory` bytes: `(memory − overhead) / ceiling`, at least 1.
    public func agents(in memory: Int) -> Int {
        let (rest, isTooSmall) = memory.subtractingReportingOverflow(overhead)
        guard !isTooSmall else { return 1 }
        return max(1, min(most, rest / max(1, ceiling)))
    }

    /// Bytes that so many agents need beside everything else; the reverse of `agents(in:)`.
    public func memory(for agents: Int) -> Int {
        let (needed, isTooLarge) = agents.multipliedReportingOverflow(by: ceiling)
        let (sum, isSumTooLarge) = needed.addingReportingOverflow(overhead)
        return isTooLarge || isSumTooLarge ? .max : sum
    }
}
