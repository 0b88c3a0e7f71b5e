/// Why a request has no answer.
public struct HTTPSError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// libcurl cannot be used on this machine, or what its environment names as the proxy is none.
        case unavailable
        /// The request cannot be sent as it is.
        case malformedRequest
        /// The host, or the proxy, has no address.
        case unresolved
        /// No connection to the host, or through the proxy.
        case unreachable
        /// No connection, or no byte, in time.
        case timedOut
        /// The server's certificate is not accepted, or the list of trusted ones cannot be read.
        case untrusted
        /// The connection ended before the head of the answer.
        case disconnected
        /// The answer is no HTTP, or above a limit.
        case malformedAnswer
        /// The client is closed.
        case closed
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was tried and why it failed, on one line.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
