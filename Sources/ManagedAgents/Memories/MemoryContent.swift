internal import Domain
internal import JSON

/// The text of a memory, with what is told about it. Pure.
struct MemoryContent: Sendable {
    let text: String
    let hash: String
    let size: Int

    static let limit = 102_400

    /// - Throws: `ManagedError` 413 for a text that is too large.
    init(_ text: String) throws(ManagedError) {
        size = text.utf8.count
        guard size <= Self.limit else { throw .invalid(field: "content", "has \(size) bytes and may have \(Self.limit)") }
        self.text = text
        hash = HexText.of(SHA256.hash(Array(text.utf8)))
    }

    var fields: JSONObject { ["content_sha256": .string(hash), "content_size_bytes": JSONValue(size)] }
}

/// Bytes as hexadecimal digits.
enum HexText {
    static func of(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
