import JSON

/// Finds the conversation that the options ask for, or the reason why there is none.
enum SessionStart {
    /// A start that fails: what goes to standard error, and whether a result says it too.
    struct Failure: Error {
        let message: String
        let sessionID: String
        let hasResult: Bool
    }

    static func conversation(_ options: Options, _ environment: Environment) throws(Failure) -> Conversation {
        if let id = options.sessionID { try check(id, options, environment) }
        let fresh = conversation(options.sessionID ?? UUID.random(), options, environment)
        guard let old = try resumed(options, fresh) else { return fresh }
        let source = conversation(old, options, environment)
        guard let transcript = source.transcript, transcript.exists else {
            throw Failure(message: "No conversation found with session ID: \(old)", sessionID: old, hasResult: true)
        }
        let entries = transcript.entries()
        var taken = options.has("fork-session") ? fresh : source
        taken.load(entries)
        if options.has("fork-session") { taken.transcript?.append(entries) }
        return taken
    }

    private static func conversation(_ id: String, _ options: Options, _ environment: Environment) -> Conversation {
        Conversation(
            id: id,
            configFolder: options.has("no-session-persistence") ? nil : environment.configFolder,
            workingDirectory: environment.workingDirectory,
            isMirrored: options.has("session-mirror")
        )
    }

    private static func check(_ id: String, _ options: Options, _ environment: Environment) throws(Failure) {
        guard UUID.isValid(id) else {
            throw Failure(message: "Error: Invalid session ID. Must be a valid UUID.", sessionID: id, hasResult: false)
        }
        guard conversation(id, options, environment).transcript?.exists != true else {
            throw Failure(message: "Error: Session ID \(id) is already in use.", sessionID: id, hasResult: false)
        }
    }

    /// The session to go on with, or nil for a new one.
    private static func resumed(_ options: Options, _ fresh: Conversation) throws(Failure) -> String? {
        guard let id = options.resume else { return options.has("continue") ? fresh.transcript?.newestSessionID() : nil }
        guard UUID.isValid(id) else {
            let advice = "Error: --resume requires a valid session ID or session title when used with --print."
            throw Failure(message: "\(advice) Provided value \"\(id)\" is not a UUID.", sessionID: fresh.id, hasResult: true)
        }
        return id
    }
}
