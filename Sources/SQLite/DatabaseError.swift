/// Why a file cannot be used as a store. The message says what failed, on what, why, and what to do.
package struct DatabaseError: Error, Sendable, Hashable {
    /// The kinds of failure.
    package enum Code: Sendable, Hashable {
        case full, io, newerSchema, damaged, inUse
    }

    /// The kind.
    package let code: Code
    /// What to read.
    package let message: String

    /// An error.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
