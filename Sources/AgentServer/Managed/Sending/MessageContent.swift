internal import JSON
internal import ManagedAgents

/// The blocks of content that clients send. Pure.
enum MessageContent {
    /// Where the blocks stand.
    enum Place { case message, toolResult }

    /// Blocks at most.
    private static let limit = 1000

    /// Checks a list of blocks; gives them with the fields that belong there, and no others.
    ///
    /// - Throws: `ManagedError` 400, naming the field.
    static func blocks(_ value: JSONValue?, at path: String, in place: Place) throws(ManagedError) -> [JSONValue] {
        guard let list = value?.array, !list.isEmpty || place == .toolResult else {
            throw .invalid(field: path, "must be a list of at least one block")
        }
        guard list.count <= limit else { throw .invalid(field: path, "must have at most \(limit) blocks") }
        var blocks: [JSONValue] = []
        for (index, block) in list.enumerated() { blocks.append(try self.block(block, at: "\(path)[\(index)]", in: place)) }
        return blocks
    }

    private static func block(_ block: JSONValue, at path: String, in place: Place) throws(ManagedError) -> JSONValue {
        switch block["type"]?.string {
        case "text": return ["type": "text", "text": .string(try text(block, "text", path))]
        case "image": return ["type": "image", "source": try source(block["source"], at: "\(path).source", image: true)]
        case "document": return try document(block, path)
        case "search_result" where place == .toolResult: return try searchResult(block, path)
        case let type?: throw .invalid(field: "\(path).type", "\(type.prefix(40)) is no block that can stand here")
        case nil: throw .invalid(field: "\(path).type", "must name a type of block")
        }
    }

    private static func text(_ block: JSONValue, _ name: String, _ path: String) throws(ManagedError) -> String {
        guard let text = block[name]?.string, !text.isEmpty else {
            throw .invalid(field: "\(path).\(name)", "must be a text that is not empty")
        }
        return text
    }

    private static func document(_ block: JSONValue, _ path: String) throws(ManagedError) -> JSONValue {
        var document: JSONObject = ["type": "document", "source": try source(block["source"], at: "\(path).source", image: false)]
        for name in ["title", "context"] {
            guard let value = block[name], !value.isNull else { continue }
            guard value.string != nil else { throw .invalid(field: "\(path).\(name)", "must be a text") }
            document.append(name, value)
        }
        return .object(document)
    }

    private static func source(_ source: JSONValue?, at path: String, image: Bool) throws(ManagedError) -> JSONValue {
        guard let source else { throw .invalid(field: path, "is required") }
        switch source["type"]?.string {
        case "base64":
            let type = try text(source, "media_type", path)
            guard (image ? images : documents).contains(type) else {
                throw .invalid(
                    field: "\(path).media_type",
                    "must be one of \((image ? images : documents).sorted().joined(separator: ", "))"
                )
            }
            return ["type": "base64", "media_type": .string(type), "data": .string(try text(source, "data", path))]
        case "url": return ["type": "url", "url": .string(try text(source, "url", path))]
        case "text" where !image:
            return ["type": "text", "media_type": "text/plain", "data": .string(try text(source, "data", path))]
        case "file": throw .invalid(field: path, "files cannot stand in messages here; add the file to the session's resources")
        default: throw .invalid(field: "\(path).type", image ? "must be base64 or url" : "must be base64, text or url")
        }
    }

    private static let images: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]
    private static let documents: Set<String> = ["application/pdf"]

    private static func searchResult(_ block: JSONValue, _ path: String) throws(ManagedError) -> JSONValue {
        var texts: [JSONValue] = []
        for (index, part) in (block["content"]?.array ?? []).enumerated() {
            texts.append(["type": "text", "text": .string(try text(part, "text", "\(path).content[\(index)]"))])
        }
        return [
            "type": "search_result", "source": .string(try text(block, "source", path)), "title": .string(try text(block, "title", path)),
            "content": .array(texts), "citations": ["enabled": .bool(block["citations"]?["enabled"]?.bool ?? false)],
        ]
    }
}
