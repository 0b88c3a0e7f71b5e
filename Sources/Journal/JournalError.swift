/// Why a journal did not do what it was asked. The message says what failed, on what, why, and what to do.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Sendable, Hashable {
        /// There is no room left, on the disk or under a quota. Nothing of the append was kept.
        case full
        /// Reading or writing failed. Nothing of the append was kept.
        case io
        /// The session's next event has another number than expected.
        case conflict(next: Int)
        /// Another writer has a younger right.
        case fenced(by: Fence)
        /// There is no such session.
        case unknownSession
        /// A newer version of this program wrote the store.
        case newerSchema
        /// What is stored cannot be understood.
        case damaged
        /// Another process uses the store.
        case inUse
        /// The journal has been closed.
        case closed
    }

    /// The kind.
    public let code: Code
    /// What to read.
    public let message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension JournalError {
    /// Somebody uses a journal that has been closed.
    package static let afterClose = JournalError(.closed, "the journal has been closed; open it again")
}
