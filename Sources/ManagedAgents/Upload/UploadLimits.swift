/// How much a form may have.
public struct UploadLimits: Sendable, Hashable {
    /// Parts.
    public var parts: Int
    /// Bytes of all files together.
    public var bytes: Int
    /// Bytes of one field that is no file.
    public var fieldBytes = 64 << 10

    /// Limits.
    public init(parts: Int, bytes: Int) {
        self.parts = parts
        self.bytes = bytes
    }
}
