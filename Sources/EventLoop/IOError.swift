internal import CUV
internal import Glibc

/// A failed input or output operation: what was tried, on what, and why it failed.
public struct IOError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// The peer or we ourselves have closed the stream.
        case closed
        /// The deadline passed.
        case timedOut
        /// A line or message is longer than the limit.
        case tooLong
        /// The operating system refused; the value is the errno.
        case system(Int32)
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was tried on what, for example `connect to 127.0.0.1:80`.
    public let operation: String

    /// Makes an error for `operation`.
    public init(_ code: Code, _ operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The errno value, when the operating system refused.
    public var errno: Int32? {
        if case .system(let number) = code { number } else { nil }
    }

    /// `operation: reason`, on one line.
    public var description: String {
        switch code {
        case .closed: "\(operation): the stream is closed"
        case .timedOut: "\(operation): no answer within the time allowed"
        case .tooLong: "\(operation): longer than the limit"
        case .system(let number): "\(operation): \(String(cString: strerror(number)))"
        }
    }

    /// Makes an error from a libuv result, which is a negated errno on Linux.
    static func uv(_ result: Int32, _ operation: String) -> IOError { IOError(.system(-result), operation) }
}
