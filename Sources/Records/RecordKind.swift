/// What a record is of, for example `agent`. A short lower-case word, the same for ever: it stands in files.
public struct RecordKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The word.
    public let rawValue: String

    /// The kind of this word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The word.
    public var description: String { rawValue }
}
