/// What goes wrong on an HTTP connection.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// The peer closed the connection before the message was complete.
        case disconnected
        /// The peer broke the protocol.
        case malformed
        /// A body is larger than the caller's limit.
        case bodyTooLarge
        /// A deadline passed.
        case timedOut
    }

    /// What kind of failure it is.
    public let code: Code
    /// What happened, on one line.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
