import JSON

/// One entry of `messages`, with string content turned into a text block.
struct ChatMessage {
    enum Role: String {
        case user
        case assistant
        case system
    }

    let role: Role
    let blocks: [JSONValue]

    /// Reads `messages`, refusing what the API refuses.
    static func list(_ values: [JSONValue]) throws(APIFailure) -> [Self] {
        guard !values.isEmpty else { throw .invalid("messages: at least one message is required") }
        var list: [Self] = []
        for (index, value) in values.enumerated() {
            list.append(try Self(value, at: index))
        }
        return list
    }

    private init(_ value: JSONValue, at index: Int) throws(APIFailure) {
        guard let role = value["role"]?.string.flatMap(Role.init) else {
            throw .invalid("messages.\(index).role: Input should be 'user', 'assistant' or 'system'")
        }
        self.role = role
        switch value["content"] {
        case .string(let text): blocks = [["type": "text", "text": .string(text)]]
        case .array(let list): blocks = list
        default: throw .invalid("messages.\(index).content: Field required")
        }
    }

    /// The text blocks, in order.
    var texts: [String] { blocks.compactMap { $0.isBlock("text") ? $0["text"]?.string : nil } }

    func blocks(of type: String) -> [JSONValue] { blocks.filter { $0.isBlock(type) } }
}

extension JSONValue {
    /// The value is a content block of this type.
    func isBlock(_ type: String) -> Bool { self["type"]?.string == type }
}

/// Text out of the API's "string or list of blocks" fields.
enum ContentText {
    static func joined(_ value: JSONValue?) -> String {
        if let text = value?.string { return text }
        return (value?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n\n")
    }
}
