/// How long each step of a stop may take. A server that is told to stop is gone within the drain time and half a minute more: so much must
/// whatever stops it wait, as `deploy/compose/compose.yaml` does.
enum StopTimes {
    /// Turns that did not end within the drain time are told to end.
    static let turns = Duration.seconds(10)
    /// Clients fetch the rest of their answers when no turn runs any more.
    static let answers = Duration.seconds(2)
    /// Processes write down their last lines and exit; those that do not are killed.
    static let processes = Duration.seconds(10)
    /// What is left for the rest: the last processes' ends, and both stores, which move their logs into their files.
    static let rest = Duration.seconds(8)

    /// All of it but the drain time.
    static let all = turns + answers + processes + rest
}
