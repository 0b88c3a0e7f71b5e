internal import Domain
internal import JSON

/// The text of a memory, with what is told about it. Pure.
struct MemoryContent: Sendable {
    let text: String
    let hash: String
    let size: Int

    static let limit = 102_400

    /// - Throws: `ManagedError` 400 for a text that is too large.
    init(_ text: String) throws(ManagedError) {
        size = text.utf8.count
        guard size <= Self.limit else { throw .invalid(field: "content", "has \(size) bytes and may have \(Self.limit)") }
        self.text = text
        hash = SHA256.hex(of: Array(text.utf8))
    }

    var fields: JSONObject { ["content_sha256": .string(hash), "content_size_bytes": JSONValue(size)] }
}
