/// Why the server does not start, or does not take a turn.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// The data folder cannot be used.
        case dataFolder
        /// Another server uses the data folder.
        case dataFolderInUse
        /// A session's files cannot be read or written.
        case sessionFiles
        /// The turn took longer than it may.
        case turnTimedOut
        /// The server is shutting down.
        case shuttingDown
        /// The agent process ended without a result.
        case noResult
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
