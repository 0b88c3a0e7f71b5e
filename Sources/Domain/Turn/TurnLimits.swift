/// What ends a turn that does not end by itself. Always set.
public struct TurnLimits: Sendable, Hashable {
    /// Model steps of one turn · default 40.
    public var maxSteps = 40
    /// What one turn may cost by the CLI's own estimate · default 5 dollars.
    public var maxCost = USD(microdollars: 5_000_000)
    /// How long one turn may take · default 30 minutes.
    public var wallClock = Duration.seconds(1800)

    /// The defaults.
    public init() {}
}
