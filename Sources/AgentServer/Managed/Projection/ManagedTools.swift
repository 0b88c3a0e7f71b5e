internal import Domain
internal import JSON

/// Which tools an agent has, by the CLI's names: what each is called on /v1, and whether its calls ask first. Pure.
struct ManagedTools: Sendable, Hashable {
    /// A tool as clients know it.
    enum Tool: Sendable, Hashable {
        case builtIn(String)
        case mcp(server: String, name: String)
        case custom(String)
    }

    private let catalogue: ToolCatalogue
    /// By the names that the CLI has for them.
    private let servers: [String: String]

    /// The tools of an agent's snapshot; none of one that cannot be read.
    init(agent: JSONValue) {
        let known = AgentDefinition.snapshot(agent)
        catalogue = ToolCatalogue(known ?? AgentDefinition(name: "unknown"))
        servers = Dictionary((known?.mcpServers ?? []).map { (Self.wireName($0.name), $0.name) }) { first, _ in first }
    }

    /// What the CLI calls so.
    func tool(_ name: String) -> Tool {
        switch catalogue.tool(name) {
        case .builtIn(let tool): .builtIn(tool.rawValue)
        case .mcp(let server, let tool): .mcp(server: server, name: tool)
        case .custom(let name): .custom(name)
        case .other(let name): Self.other(name)
        }
    }

    /// Whether a call waits for a person's word.
    func asks(_ name: String) -> Bool { catalogue.wait(name) == .confirmation }

    /// The definition's name of a server that the CLI calls so.
    func serverName(_ name: String) -> String { servers[name] ?? name }

    /// A tool that the definition does not have.
    private static func other(_ name: String) -> Tool {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard name.hasPrefix("mcp__"), parts.count >= 5 else { return .builtIn(name.lowercased()) }
        return .mcp(server: String(parts[2]), name: parts.dropFirst(4).joined(separator: "_"))
    }

    private static func wireName(_ name: String) -> String {
        String(decoding: name.utf8.map { byte in isPlain(byte) ? byte : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}
