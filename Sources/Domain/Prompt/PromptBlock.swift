public import JSON

/// One content block, as the public API has them.
public enum PromptBlock: Sendable, Hashable {
    /// Text.
    case text(String)
    /// A picture.
    case image(PromptSource)
    /// A document, with a title and a context where they are given.
    case document(PromptSource, title: String?, context: String?)

    /// Reads a block.
    ///
    /// - Throws: `DefinitionError` naming the field.
    public init(json: JSONValue, path: String) throws(DefinitionError) {
        switch json["type"]?.string {
        case "text":
            let reader = try DefinitionReader(json, path: path, allowed: ["type", "text"])
            self = .text(try reader.requiredString("text", upTo: .max))
        case "image":
            let reader = try DefinitionReader(json, path: path, allowed: ["type", "source"])
            self = .image(try PromptSource(reader, kinds: ["base64", "url", "file"], mediaTypes: Self.imageTypes))
        case "document":
            let reader = try DefinitionReader(json, path: path, allowed: ["type", "source", "title", "context"])
            self = .document(
                try PromptSource(reader, kinds: ["base64", "text", "url", "file"], mediaTypes: ["application/pdf"]),
                title: try reader.string("title", upTo: 500),
                context: try reader.string("context", upTo: 100_000)
            )
        default: throw DefinitionError("\(path).type", "must be text, image or document")
        }
    }

    /// Media types of pictures that the model takes.
    public static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    /// The block as it is stored and sent.
    public var json: JSONValue {
        switch self {
        case .text(let text): return ["type": "text", "text": .string(text)]
        case .image(let source): return ["type": "image", "source": source.json]
        case .document(let source, let title, let context):
            var object: JSONObject = ["type": "document", "source": source.json]
            if let title { object.append("title", .string(title)) }
            if let context { object.append("context", .string(context)) }
            return .object(object)
        }
    }

    /// What it says in words, if it is text.
    public var text: String? { if case .text(let text) = self { text } else { nil } }

    /// Where its bytes come from; `nil` for text.
    public var source: PromptSource? {
        switch self {
        case .text: nil
        case .image(let source), .document(let source, _, _): source
        }
    }

    func with(_ source: PromptSource) -> PromptBlock {
        switch self {
        case .text: self
        case .image: .image(source)
        case .document(_, let title, let context): .document(source, title: title, context: context)
        }
    }
}
