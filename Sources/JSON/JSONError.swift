/// Why a text is not a JSON document that may be read.
///
/// The text itself is never part of the error: it may hold secrets.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal, for decisions; `message` is for people.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: String {
            case empty, syntax, invalidUTF8, tooDeep, tooLarge, outOfMemory
        }

        private let base: Base

        /// There is no value: no bytes, or white space only.
        public static let empty = Self(base: .empty)
        /// The bytes do not follow the grammar of RFC 8259, end early, or go on after the value.
        public static let syntax = Self(base: .syntax)
        /// The bytes are not UTF-8.
        public static let invalidUTF8 = Self(base: .invalidUTF8)
        /// More containers are open at once than the caller allows.
        public static let tooDeep = Self(base: .tooDeep)
        /// There are more bytes than the caller allows.
        public static let tooLarge = Self(base: .tooLarge)
        /// The parser's buffers could not be allocated.
        public static let outOfMemory = Self(base: .outOfMemory)

        /// The name of the code.
        public var description: String { base.rawValue }
    }

    /// The kind of refusal.
    public var code: Code
    /// What was wrong, in a sentence without the place.
    public var message: String
    /// The byte, counted from 0, at which the document was refused; nil when the fault has no place.
    public var offset: Int?

    /// Makes an error, for callers that refuse a document themselves.
    public init(code: Code, message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The message with its place.
    public var description: String {
        guard let offset else { return "JSON: \(message)" }
        return "JSON: \(message) (at byte \(offset))"
    }
}
