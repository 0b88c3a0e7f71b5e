internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import ManagedAgents
internal import Records

/// A stored file that stands in a message.
struct MessageFile: Sendable {
    private let files: FileShelf
    private let id: String

    private static let limit = 20 << 20

    init(_ files: FileShelf, _ id: String) {
        self.files = files
        self.id = id
    }

    /// Its bytes, in the form in which the model reads them.
    ///
    /// - Throws: `ManagedError` 404, and 400 for a file that is too large or of a type that cannot stand in a message; `IOError`.
    func source() async throws -> PromptSource {
        let file = try await files.file(id)
        let type = file.body["mime_type"]?.string ?? ""
        guard file.body["size_bytes"]?.int ?? .max <= Self.limit else {
            throw ManagedError.invalid("file \(id) is too large for a message")
        }
        let path = files.path(of: file)
        let bytes = try await BlockingExecutor.shared.run { try Files.read(path, upTo: Self.limit) }
        if type.hasPrefix("text/"), let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
        guard type.hasPrefix("image/") || type == "application/pdf" else {
            throw ManagedError.invalid("file \(id) is of type \(type.prefix(80)), which cannot stand in a message")
        }
        return .base64(mediaType: type, data: Base64.encode(bytes))
    }
}
