internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import ManagedAgents
internal import Records

/// Stored files that stand in what a client sends, put in place of their ids.
struct MessageFiles: Sendable {
    let files: FileShelf

    /// Bytes of a message or result with all that stands in it, as of a request to the Messages API.
    static let limit = 32 << 20

    /// The blocks with what their files hold, each read once.
    ///
    /// - Parameter others: Bytes of what stands beside them.
    /// - Throws: `ManagedError` 404, 413 for what becomes too large, and 400 for a file of a type that cannot stand there; `IOError`.
    func whole(_ blocks: [PromptBlock], beside others: Int = 0) async throws -> [PromptBlock] {
        var size = Self.size(blocks) + others
        var records: [String: Record] = [:]
        for block in blocks {
            guard case .file(let id) = block.source else { continue }
            if records[id] == nil { records[id] = try await files.file(id) }
            guard let record = records[id] else { continue }
            try Self.check(record, in: block)
            size += record.body["size_bytes"]?.int ?? 0
            try Self.check(size)
        }
        return try await replace(blocks, records, others)
    }

    private func replace(_ blocks: [PromptBlock], _ records: [String: Record], _ others: Int) async throws -> [PromptBlock] {
        var sources: [String: PromptSource] = [:]
        for (id, record) in records { sources[id] = try await source(record) }
        guard case .blocks(let whole) = PromptContent.blocks(blocks).replacingFiles(with: sources) else { return blocks }
        // What it takes in base64, or with the escapes of JSON, is known only now.
        try Self.check(Self.size(whole) + others)
        return whole
    }

    private static func size(_ blocks: [PromptBlock]) -> Int { JSONValue.array(blocks.map(\.json)).serialized().count }

    private static func check(_ size: Int) throws(ManagedError) {
        guard size > limit else { return }
        throw .tooLarge("with its files it would have \(size) bytes or more, and may have \(limit); send fewer files or smaller ones")
    }

    private static func check(_ file: Record, in block: PromptBlock) throws(ManagedError) {
        let type = file.body["mime_type"]?.string ?? ""
        let fits =
            switch block {
            case .image: PromptBlock.imageTypes.contains(type)
            case .document, .text: type == "application/pdf" || type.hasPrefix("text/")
            }
        guard !fits else { return }
        throw .invalid("file \(file.id) is of type \(type.prefix(80)), which cannot stand in a block of this type")
    }

    private func source(_ file: Record) async throws -> PromptSource {
        let (type, path) = (file.body["mime_type"]?.string ?? "", files.path(of: file))
        let bytes = try await BlockingExecutor.shared.run { try Files.read(path, upTo: Self.limit) }
        guard type.hasPrefix("text/") else { return .base64(mediaType: type, data: Base64.encode(bytes)) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw ManagedError.invalid("file \(file.id) is no text in UTF-8") }
        return .text(text)
    }
}
