internal import Domain
internal import JSON
internal import ManagedAgents

/// The blocks of what a client's tool has come to. Pure.
enum ToolResultBlocks {
    /// Checks a list of blocks; gives them with the fields that belong there, and no others.
    ///
    /// - Throws: `ManagedError` 400, naming the field.
    static func read(_ value: JSONValue, at path: String) throws(ManagedError) -> [JSONValue] {
        guard let list = value.array, list.count <= PromptContent.blockLimit else {
            throw .invalid(field: path, "must be a list of at most \(PromptContent.blockLimit) blocks")
        }
        var blocks: [JSONValue] = []
        for (index, block) in list.enumerated() { blocks.append(try self.block(block, at: "\(path)[\(index)]")) }
        return blocks
    }

    private static func block(_ block: JSONValue, at path: String) throws(ManagedError) -> JSONValue {
        if block["type"]?.string == "search_result" { return try searchResult(block, path) }
        let read: PromptBlock
        do throws(DefinitionError) { read = try PromptBlock(json: block, path: path) } catch { throw ManagedError(error) }
        return read.json
    }

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

    private static func text(_ block: JSONValue, _ name: String, _ path: String) throws(ManagedError) -> String {
        guard let text = block[name]?.string, !text.isEmpty else {
            throw .invalid(field: "\(path).\(name)", "must be a text that is not empty")
        }
        return text
    }
}
