public import JSON

/// Where the bytes of a picture or document come from.
public enum PromptSource: Sendable, Hashable {
    /// From here, in base64.
    case base64(mediaType: String, data: String)
    /// From here: plain text.
    case text(String)
    /// From an address that the model's provider fetches.
    case url(String)
    /// From a stored file, which has to be put in its place before the model sees it.
    case file(String)

    init(_ block: DefinitionReader, kinds: [String], mediaTypes: [String]) throws(DefinitionError) {
        let path = block.path(of: "source")
        guard let value = block.value("source") else { throw DefinitionError(path, "is required") }
        guard let kind = value["type"]?.string, kinds.contains(kind) else {
            throw DefinitionError("\(path).type", "must be one of \(kinds.joined(separator: ", "))")
        }
        switch kind {
        case "base64": self = try Self.base64(value, path, mediaTypes)
        case "text": self = try Self.text(value, path)
        case "url": self = try Self.url(value, path)
        default:
            let reader = try DefinitionReader(value, path: path, allowed: ["type", "file_id"])
            self = .file(try reader.requiredString("file_id", upTo: 256))
        }
    }

    private static func base64(_ value: JSONValue, _ path: String, _ mediaTypes: [String]) throws(DefinitionError) -> PromptSource {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "media_type", "data"])
        let mediaType = try reader.requiredString("media_type", upTo: 256)
        guard mediaTypes.contains(mediaType) else {
            throw reader.refuse("media_type", "must be one of \(mediaTypes.joined(separator: ", "))")
        }
        let data = try reader.requiredString("data", upTo: .max)
        guard isBase64(data) else { throw reader.refuse("data", "is no base64") }
        return .base64(mediaType: mediaType, data: data)
    }

    private static func text(_ value: JSONValue, _ path: String) throws(DefinitionError) -> PromptSource {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "media_type", "data"])
        if let type = try reader.string("media_type", upTo: 256), type != "text/plain" {
            throw reader.refuse("media_type", "must be text/plain")
        }
        return .text(try reader.requiredString("data", upTo: .max))
    }

    private static func url(_ value: JSONValue, _ path: String) throws(DefinitionError) -> PromptSource {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "url"])
        let url = try reader.requiredString("url", upTo: 8192)
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw reader.refuse("url", "must begin with https:// or http://")
        }
        return .url(url)
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
        return text.utf8.count.isMultiple(of: 4)
            && text.utf8.dropLast(padding).allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
                default: false
                }
            }
    }

    /// The source as it is stored and sent.
    public var json: JSONValue {
        switch self {
        case .base64(let mediaType, let data): ["type": "base64", "media_type": .string(mediaType), "data": .string(data)]
        case .text(let data): ["type": "text", "media_type": "text/plain", "data": .string(data)]
        case .url(let url): ["type": "url", "url": .string(url)]
        case .file(let id): ["type": "file", "file_id": .string(id)]
        }
    }
}
