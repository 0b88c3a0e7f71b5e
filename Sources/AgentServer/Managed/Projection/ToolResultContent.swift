internal import JSON

/// What a tool has returned, in the blocks that /v1 knows. Pure.
enum ToolResultContent {
    /// The blocks of a result's content, which is a text or a list.
    static func blocks(_ content: JSONValue?) -> [JSONValue] {
        switch content {
        case .string(let text)?: text.isEmpty ? [] : [block(text)]
        case .array(let list)?: list.map(block)
        case nil, .null?: []
        case let other?: [block(other.serializedString())]
        }
    }

    private static func block(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }

    private static func block(_ value: JSONValue) -> JSONValue {
        switch value["type"]?.string {
        case "text"?: block(value["text"]?.string ?? "")
        case "image"? where value["source"]?["type"]?.string != nil: value
        default: block(value.serializedString())
        }
    }
}
