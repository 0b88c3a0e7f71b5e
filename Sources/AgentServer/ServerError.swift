internal import Domain

/// Why the server does not start, or does not take a turn.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: String, Sendable, Hashable {
        /// The data folder cannot be used.
        case dataFolder = "data_folder"
        /// Another server uses the data folder.
        case dataFolderInUse = "data_folder_in_use"
        /// There is no place for scratch files.
        case scratchFolder = "scratch_folder"
        /// There are as many sessions as there may be.
        case tooManySessions = "too_many_sessions"
        /// A session's files cannot be read or written.
        case sessionFiles = "session_files"
        /// Processes of an earlier turn of the session have not ended yet.
        case sessionEnding = "session_ending"
        /// Memory is short, and new sessions are turned away.
        case memoryShort = "memory_short"
        /// The session has cost as much as it may.
        case sessionBudget = "session_budget"
        /// The session has had as many turns, or lasted as long, as it may.
        case sessionSpent = "session_spent"
        /// The model API's address cannot be used.
        case modelAddress = "model_address"
        /// The turn took longer than it may.
        case turnTimedOut = "turn_timed_out"
        /// The server is shutting down.
        case shuttingDown = "shutting_down"
        /// The model API does not accept the server's credential.
        case credentialRefused = "credential_refused"
        /// No agent process came free.
        case noProcess = "no_process"
        /// The agent process ended without a result.
        case noResult = "no_result"
        /// The agent process did not come back to a call that had been put off.
        case lostCall = "lost_call"
        /// The public API may not be served here.
        case managedAgents = "managed_agents"
        /// The key for vaults cannot be used.
        case vaultKey = "vault_key"
        /// The store of the public API's objects cannot be opened.
        case records
    }

    /// What kind of failure it is.
    public let code: Code
    /// What failed, on what, why, and what to do next.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension ServerError {
    static let noResult = ServerError(.noResult, "the agent process ended before the turn was over; ask again")
    static let noAnswer = ServerError(.noResult, "the agent process ended the turn without a result; ask again")
    static let lostPrompt = ServerError(.noResult, "the prompt was lost on its way to the agent process; ask again")
    static let lostCall = ServerError(
        .lostCall,
        "the agent process did not come back to the call that was answered; ask again, and check the version of claude"
    )
    static let leftWork = ServerError(
        .sessionEnding,
        "the agent process did not leave off what an interrupted turn had begun; ask again in a moment"
    )
    static let badIdentifier = ServerError(
        .sessionFiles,
        "the agent process named a session id that is no UUID; check the version of claude"
    )
    static let memoryShort = ServerError(.memoryShort, "this server is short of memory and takes no new session; ask again in a moment")

    static func noProcess(after time: Duration) -> ServerError {
        ServerError(.noProcess, "no agent process came free within \(time), so many turns are at work; ask again in a moment")
    }

    static func sessionBudgetSpent(_ limit: USD) -> ServerError {
        ServerError(.sessionBudget, "this session has spent its budget of $\(limit); begin another one, or ask its operator")
    }

    static func sessionTurnsSpent(_ limit: Int) -> ServerError {
        ServerError(.sessionSpent, "this session has had \(limit) turns, as many as it may; begin another one")
    }

    static func sessionTimeSpent(_ limit: Duration) -> ServerError {
        ServerError(.sessionSpent, "this session began more than \(limit) ago, as long as it may last; begin another one")
    }

    static func damagedSession(_ id: SessionID) -> ServerError {
        ServerError(.sessionFiles, "what the journal says of session \(id) cannot be read; restore a backup, or remove the session")
    }

    static let shuttingDown = ServerError(.shuttingDown, "the server is shutting down; ask again in a moment")

    /// What is said to a new session when there is no room for it.
    static func tooManySessions(_ limit: Int) -> ServerError {
        ServerError(
            .tooManySessions,
            "there are \(limit) sessions, as many as this server keeps; go on with one of them, or ask its operator"
        )
    }
}
