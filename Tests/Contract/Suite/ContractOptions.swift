/// How the suite goes about it.
public struct ContractOptions: Sendable {
    /// Ids of the requirements to check · default empty, which means all.
    public var only: Set<String> = []
    /// Requirements checked at the same time · default 4 · those that only wait are not counted.
    public var concurrency = 4
    /// How often the server under test sends a comment on a silent stream · default 15 s · its own setting, when shortened.
    public var heartbeat = Duration.seconds(15)
    /// How long one answer or one turn may take · default 60 s · a turn that is made to wait is given that time on top.
    public var deadline = Duration.seconds(60)
    /// How long a slow turn is made to stay busy, so that others meet it · default 2 s.
    public var busy = Duration.seconds(2)
    /// How long the server is left alone to see whether it stays · default 3 s.
    public var idle = Duration.seconds(3)
    /// Prompts sent to one busy session before its queue must have said that it is full · default 64.
    public var burst = 64

    /// The defaults.
    public init() {}

    func selects(_ id: String) -> Bool { only.isEmpty || only.contains(id) }
}
