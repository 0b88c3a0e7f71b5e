/// How a server's descriptors are shared out between agents, connections and the rest.
public struct DescriptorBudget: Sendable, Equatable {
    /// Descriptors that may be open at once.
    public let limit: Int
    /// Agents that may run at once.
    public let agents: Int
    private let waiting: Int

    /// Pipes, a control socket, a process handle and a lock, both ends while it is started; its calls of the model, both ends of the proxy;
    /// with room for files of the session.
    private static let perAgent = 20
    /// Standard streams, loops, listeners, the data folder, the journal, operators.
    private static let rest = 96
    /// So few connections are let in however low the limit is.
    private static let fewestConnections = 16
    private static let mostConnections = 10_000

    /// The shares of `limit` descriptors of a server with so many turns that run and that wait.
    public init(limit: Int, agents: Int, waiting: Int) {
        self.limit = limit
        self.agents = agents
        self.waiting = waiting
    }

    private var forOthers: Int { Self.perAgent * agents + Self.rest }

    /// Connections that may be open at once, so that idle strangers leave the agents theirs: 16 to 10,000.
    public var connections: Int { min(Self.mostConnections, max(Self.fewestConnections, limit - forOthers)) }

    /// What it takes for every agent to run and each turn, running or waiting, to have its connection.
    public var needed: Int { forOthers + max(Self.fewestConnections, agents + waiting) }

    /// Whether the limit is below that.
    public var isShort: Bool { limit < needed }
}
