extension Verb {
    static let sessionVerbs = [sessionList, sessionShow, sessionRemove, sessionPrune]

    private static let sessionList = Verb(
        .sessionList,
        "list the sessions of a server, whether it runs or not",
        usage: "session ls [FLAGS]",
        settings: [.data, .listLimit, .sort, .format, .quiet],
        notes: ["Asks the running server through a socket in its data folder; without a server the folder is read, and locked meanwhile."]
    )

    private static let sessionShow = Verb(
        .sessionShow,
        "show one session and its turns",
        usage: "session show ID [FLAGS]",
        words: 1,
        settings: [.data, .format, .quiet, .events],
        notes: ["Says how long prompts are, not what they say, unless it is told to show the events."]
    )

    private static let sessionRemove = Verb(
        .sessionRemove,
        "remove sessions with their events and files",
        usage: "session rm ID… [FLAGS]",
        words: .max,
        settings: [.data, .yes, .force, .format, .quiet],
        notes: ["Asks first on a terminal, and needs --yes elsewhere. A session whose turn runs or waits is only removed with --force."]
    )

    private static let sessionPrune = Verb(
        .sessionPrune,
        "remove the oldest sessions, by age or size",
        usage: "session prune [FLAGS]",
        settings: [.data, .olderThan, .pruneBytes, .dryRun, .format, .quiet],
        notes: [
            "Needs --older-than, --keep-bytes or both. Never removes a session whose turn runs or waits. With a server, --keep-for and",
            "--keep-bytes of roost serve do the same every hour.",
        ]
    )
}
