extension AgentError {
    /// The kinds of failure. New ones may be added: always keep a default branch.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String, Sendable {
            case cliNotFound = "cli_not_found"
            case cliConnection = "cli_connection"
            case processExited = "process_exited"
            case resultError = "result_error"
            case jsonDecode = "json_decode"
            case messageParse = "message_parse"
            case lineTooLong = "line_too_long"
            case timeout
            case invalidOption = "invalid_option"
            case invalidEnvironment = "invalid_environment"
            case controlRequestFailed = "control_request_failed"
            case unsupportedCapability = "unsupported_capability"
            case unsafePath = "unsafe_path"
            case inputClosed = "input_closed"
            case tooManyRequests = "too_many_requests"
            case cancelled
            case sessionStore = "session_store"
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// No `claude` program where it was looked for.
        public static let cliNotFound = Code(.cliNotFound)
        /// The program could not be started, or its pipes broke.
        public static let cliConnection = Code(.cliConnection)
        /// The program ended with a failure; see ``AgentError/process``.
        public static let processExited = Code(.processExited)
        /// The run ended in an error result; see ``AgentError/result``.
        public static let resultError = Code(.resultError)
        /// A line that began as JSON did not parse.
        public static let jsonDecode = Code(.jsonDecode)
        /// A frame parsed as JSON and did not have the shape it must have.
        public static let messageParse = Code(.messageParse)
        /// A line was longer than the configured limit.
        public static let lineTooLong = Code(.lineTooLong)
        /// Something did not happen before its deadline.
        public static let timeout = Code(.timeout)
        /// An option has a value, or stands with another option, that cannot be used.
        public static let invalidOption = Code(.invalidOption)
        /// The environment of the program cannot be built from what was given.
        public static let invalidEnvironment = Code(.invalidEnvironment)
        /// The program answered a control request with an error.
        public static let controlRequestFailed = Code(.controlRequestFailed)
        /// The program found is too old or lacks what the options ask for.
        public static let unsupportedCapability = Code(.unsupportedCapability)
        /// A path or key has parts that could lead outside its folder.
        public static let unsafePath = Code(.unsafePath)
        /// The program takes no more input.
        public static let inputClosed = Code(.inputClosed)
        /// More requests are open than the configured bound.
        public static let tooManyRequests = Code(.tooManyRequests)
        /// The caller gave up waiting.
        public static let cancelled = Code(.cancelled)
        /// A session store failed.
        public static let sessionStore = Code(.sessionStore)

        /// The stable snake_case name, for logs and metrics.
        public var description: String { name.rawValue }
    }
}
