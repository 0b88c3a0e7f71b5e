/// Why a store of records did not do what it was asked. The message says what failed, on what, why, and what to do.
public struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Sendable, Hashable {
        /// There is a record of this kind and id.
        case exists
        /// Another record of the same kind and parent has this key.
        case keyTaken
        /// There is no such record.
        case unknown
        /// The record has been changed, or archived, meanwhile.
        case stale
        /// There are as many records as there may be.
        case tooMany
        /// There is no room left, on the disk or under a quota. Nothing was kept.
        case full
        /// Reading or writing failed. Nothing was kept.
        case io
        /// A newer version of this program wrote the store.
        case newerSchema
        /// What is stored cannot be understood.
        case damaged
        /// Another process uses the store.
        case inUse
        /// The store has been closed.
        case closed
    }

    /// The kind.
    public let code: Code
    /// What to read.
    public let message: String
    /// What there are too many of, with code `tooMany`.
    public let kind: RecordKind?

    /// An error.
    public init(_ code: Code, _ message: String, kind: RecordKind? = nil) {
        self.code = code
        self.message = message
        self.kind = kind
    }

    /// The message.
    public var description: String { message }
}

extension RecordError {
    /// Somebody uses a store that has been closed.
    package static let afterClose = RecordError(.closed, "the store of records has been closed; open it again")

    package static func exists(_ kind: RecordKind, _ id: String) -> RecordError {
        RecordError(.exists, "there is a record \(kind) \(id) already; take another id")
    }

    package static func keyTaken(_ kind: RecordKind) -> RecordError {
        RecordError(.keyTaken, "another record \(kind) has this key; take another one")
    }

    package static func unknown(_ kind: RecordKind, _ id: String) -> RecordError {
        RecordError(.unknown, "there is no record \(kind) \(id)")
    }

    package static func stale(_ kind: RecordKind, _ id: String) -> RecordError {
        RecordError(.stale, "record \(kind) \(id) has been changed meanwhile; read it again")
    }

    package static func tooMany(_ kind: RecordKind, _ limit: Int) -> RecordError {
        RecordError(.tooMany, "there are \(limit) of \(kind) here already, as many as there may be; remove one first", kind: kind)
    }
}
