public import JSON

/// What somebody says to an agent, or gives it as a tool's result.
public enum PromptContent: Sendable, Hashable {
    /// Text.
    case text(String)
    /// Blocks, at least one.
    case blocks([PromptBlock])

    /// Blocks that one content may have.
    public static let blockLimit = 1000

    /// Reads text, or the content blocks of the public API.
    ///
    /// - Parameter path: Where it stands, for errors.
    /// - Throws: `DefinitionError` naming the field.
    public init(json: JSONValue, path: String = "content") throws(DefinitionError) {
        if let text = json.string {
            guard !text.isEmpty else { throw DefinitionError(path, "may not be empty") }
            self = .text(text)
            return
        }
        guard let list = json.array, !list.isEmpty else { throw DefinitionError(path, "must be a list with at least one content block") }
        guard list.count <= Self.blockLimit else { throw DefinitionError(path, "must have at most \(Self.blockLimit) blocks") }
        var blocks: [PromptBlock] = []
        for (index, value) in list.enumerated() { blocks.append(try PromptBlock(json: value, path: "\(path)[\(index)]")) }
        self = .blocks(blocks)
    }

    /// The content as it is stored and sent.
    public var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .blocks(let blocks): .array(blocks.map(\.json))
        }
    }

    /// All that is said in words.
    public var text: String {
        switch self {
        case .text(let text): text
        case .blocks(let blocks): blocks.compactMap(\.text).joined(separator: "\n")
        }
    }

    /// The ids of stored files that stand in it.
    public var fileIDs: [String] {
        guard case .blocks(let blocks) = self else { return [] }
        return blocks.compactMap { if case .file(let id) = $0.source { id } else { nil } }
    }

    /// The same with what the stored files are in place of their ids.
    public func replacingFiles(with sources: [String: PromptSource]) -> PromptContent {
        guard case .blocks(let blocks) = self else { return self }
        return .blocks(
            blocks.map { block in
                guard case .file(let id) = block.source, let source = sources[id] else { return block }
                return block.with(source)
            }
        )
    }
}
