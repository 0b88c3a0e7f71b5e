internal import ClaudeAgent
internal import HTTP
internal import Journal

/// What a caller is told about a failed turn: what happened and what to do. Pure.
///
/// The API's own words reach the caller. What a process wrote to standard error, and paths of this machine, are the operator's: they
/// are logged and no part of this.
struct PublicFailure: Sendable, Hashable {
    /// What the error event says.
    let text: String
    /// The kind of failure, for logs.
    let kind: String

    /// `nil` for what only says that the caller has left.
    init?(_ error: any Error) {
        switch error {
        case is CancellationError, is HTTPError: return nil
        case let error as AgentError:
            guard error.code != .cancelled else { return nil }
            self.init(Self.text(error), "\(error.code)")
        case let error as ServerError: self.init(Self.text(error), error.code.rawValue)
        case is JournalError: self.init("the turn could not be stored; \(Self.logged)", "storage")
        default: self.init("the turn failed; \(Self.logged)", "unexpected")
        }
    }

    /// A failure in these words.
    init(text: String, kind: String) {
        self.text = text
        self.kind = kind
    }

    private init(_ text: String, _ kind: String) { self.init(text: text, kind: kind) }

    /// The task that ran it was ended.
    static let cutOff = PublicFailure(text: "the turn was cut off; ask again", kind: "cancelled")
    /// It ran when the server was killed.
    static let restarted = PublicFailure(
        text: "the server was restarted while the turn ran; what the agent had done until then may have been kept; ask again",
        kind: "server_restarted"
    )
    /// The agent has answered, and its turn's end could not be stored.
    static let unstored = PublicFailure(
        text: "the answer is whole, but its end could not be stored; \(logged); look at the session before you ask again",
        kind: "storage"
    )

    private static let logged = "the server's log says more"

    private static func text(_ error: ServerError) -> String {
        switch error.code {
        case .turnTimedOut, .shuttingDown, .credentialRefused, .noResult, .sessionEnding, .tooManySessions, .memoryShort, .sessionBudget,
            .sessionSpent, .noProcess, .lostCall:
            error.message
        case .sessionFiles: "the files of this session cannot be used; \(logged)"
        case .modelAddress: "the server cannot reach the model; \(logged)"
        case .dataFolder, .dataFolderInUse, .scratchFolder, .managedAgents, .vaultKey, .records:
            "the server cannot use its folders; \(logged)"
        }
    }

    private static func text(_ error: AgentError) -> String {
        if let result = error.result { return result.reason }
        return switch error.code {
        case .processExited: "the agent process \(ending(error.process)) before the turn was over; \(logged); ask again"
        case .cliNotFound: "the agent program is not there; \(logged)"
        case .cliConnection: "the agent process could not be started, or its pipes broke; \(logged); ask again"
        case .timeout: "the agent process did not answer in time; \(logged); ask again"
        case .jsonDecode: "the agent process wrote a line that is not JSON; \(logged); ask again"
        case .messageParse: "the agent process wrote a line that is no frame; \(logged); ask again"
        case .lineTooLong: "the agent process wrote a line longer than the limit\(limit(error)); ask for less at once"
        case .invalidOption, .invalidEnvironment, .unsafePath, .unsupportedCapability: "the agent is set up wrongly; \(logged)"
        default: "the agent process failed; \(logged); ask again"
        }
    }

    private static func ending(_ process: AgentError.ProcessFailure?) -> String {
        switch (process?.exitCode, process?.signal) {
        case (_, 9?): "was killed by signal 9, which often means that memory ran out,"
        case (_, let signal?): "was ended by signal \(signal)"
        case (let code?, _): "ended with exit code \(code)"
        default: "ended"
        }
    }

    private static func limit(_ error: AgentError) -> String {
        guard case .line(_, let limit?) = error.detail else { return "" }
        return " of \(limit) bytes"
    }
}
