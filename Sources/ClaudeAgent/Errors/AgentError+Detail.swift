public import JSON

extension AgentError {
    /// The structured facts behind an error.
    public enum Detail: Sendable {
        /// The option at fault.
        case option(String)
        /// The error result of a run.
        case result(ResultFailure)
        /// How the program ended.
        case process(ProcessFailure)
        /// The control request the program refused, and its `error_code` when it gave one.
        case control(subtype: String, errorCode: String?)
        /// The size of the line at fault, in bytes, and the limit it broke when it broke one.
        case line(byteCount: Int, limit: Int?)
    }

    /// How the program ended, with what it said about it (protocol notes 10.4).
    public struct ProcessFailure: Sendable, Hashable {
        /// The exit code, when it exited.
        public let exitCode: Int32?
        /// The signal, when one ended it. 9 usually means that memory ran out.
        public let signal: Int32?
        /// The last lines of standard error: the only place where start-up failures speak.
        public let standardErrorTail: String

        /// Makes a process failure.
        public init(exitCode: Int32? = nil, signal: Int32? = nil, standardErrorTail: String) {
            self.exitCode = exitCode
            self.signal = signal
            self.standardErrorTail = standardErrorTail
        }
    }

    /// The facts of an error result (protocol notes 10.3).
    public struct ResultFailure: Sendable, Hashable {
        /// `error_during_execution`, `error_max_turns`, …; `success` when an API failure was reported that way.
        public let subtype: ResultSubtype
        /// The `errors` list of the result.
        public let errors: [String]
        /// The `result` text.
        public let text: String?
        /// The HTTP status of the failed API call.
        public let apiErrorStatus: Int?
        /// Why the run ended.
        public let terminalReason: TerminalReason?
        /// The session the result belongs to.
        public let sessionID: String?
        /// The whole result frame.
        public let json: JSONObject
        /// How the program ended, once it did.
        public var exitCode: Int32?
    }
}
