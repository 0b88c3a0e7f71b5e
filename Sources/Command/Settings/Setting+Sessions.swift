extension Setting {
    /// How many sessions are listed.
    public static let listLimit = Setting("limit", nil, .value("N"), standard: "1000", "how many sessions are shown, 1 to 100000")
    /// In which order.
    public static let sort = Setting(
        "sort",
        nil,
        .value("activity|name"),
        standard: "activity",
        "the session that was active last first, or by name"
    )
    /// Ids alone.
    public static let quiet = Setting("quiet", letter: "q", nil, .toggle, "ids alone, one a line")
    /// The events of a session.
    public static let events = Setting(
        "events",
        nil,
        .toggle,
        "the session's events as JSON lines instead; they hold what was asked and answered"
    )
    /// No question.
    public static let yes = Setting("yes", letter: "y", nil, .toggle, "do not ask whether to remove them")
    /// Interrupts.
    public static let force = Setting("force", letter: "f", nil, .toggle, "interrupt what runs or waits in the session")
    /// The age from which on sessions go.
    public static let olderThan = Setting("older-than", nil, .value("TIME"), "remove sessions whose last event is older, such as 30d")
    /// The bytes beyond which sessions go.
    public static let pruneBytes = Setting(
        "keep-bytes",
        nil,
        .value("SIZE"),
        "remove the oldest sessions until the rest has at most so many bytes, such as 20G"
    )
    /// Nothing is changed.
    public static let dryRun = Setting("dry-run", nil, .toggle, "only say which sessions would go")

    static let sessionSettings = [listLimit, sort, quiet, events, yes, force, olderThan, pruneBytes, dryRun]
}
