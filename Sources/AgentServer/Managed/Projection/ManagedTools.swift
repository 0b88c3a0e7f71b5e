internal import JSON

/// Which tools an agent has, as its /v1 definition says: what a call by the CLI's name is called there, and whether it asks first. Pure.
struct ManagedTools: Sendable, Hashable {
    /// A tool as clients know it.
    enum Tool: Sendable, Hashable {
        case builtIn(String)
        case mcp(server: String, name: String)
        case custom(String)
    }

    private struct Policies: Sendable, Hashable {
        var standard = false
        var asking: [String: Bool] = [:]

        init(_ toolset: JSONValue, standard: Bool) {
            self.standard = Self.asks(toolset["default_config"]) ?? standard
            for config in toolset["configs"]?.array ?? [] {
                if let name = config["name"]?.string, let asks = Self.asks(config) { asking[name] = asks }
            }
        }

        static func asks(_ config: JSONValue?) -> Bool? { config?["permission_policy"]?["type"]?.string.map { $0 != "always_allow" } }

        func asks(_ name: String) -> Bool { asking[name] ?? standard }
    }

    private struct Server: Sendable, Hashable {
        let name: String
        let policies: Policies
    }

    private var builtIn: Policies?
    /// By the name that the CLI has for the server.
    private var servers: [String: Server] = [:]
    private var custom: Set<String> = []

    /// The tools of an agent's snapshot.
    init(agent: JSONValue) {
        for tool in agent["tools"]?.array ?? [] {
            switch tool["type"]?.string {
            case "agent_toolset_20260401": builtIn = Policies(tool, standard: false)
            case "mcp_toolset":
                guard let server = tool["mcp_server_name"]?.string else { continue }
                servers[Self.wireName(server)] = Server(name: server, policies: Policies(tool, standard: true))
            case "custom": if let name = tool["name"]?.string { custom.insert(name) }
            default: continue
            }
        }
    }

    /// What the CLI calls so.
    func tool(_ name: String) -> Tool {
        guard name.hasPrefix("mcp__") else { return .builtIn(Self.builtInName(name)) }
        let rest = name.dropFirst(5)
        let known = servers.filter { rest.hasPrefix($0.key + "__") }.max { $0.key.utf8.count < $1.key.utf8.count }
        if let known { return .mcp(server: known.value.name, name: String(rest.dropFirst(known.key.count + 2))) }
        let parts = Self.split(rest)
        return custom.contains(parts.name) ? .custom(parts.name) : .mcp(server: parts.server, name: parts.name)
    }

    /// Whether a call waits for a person's word.
    func asks(_ tool: Tool) -> Bool {
        switch tool {
        case .builtIn(let name): builtIn?.asks(name) ?? false
        case .mcp(let server, let name): servers[Self.wireName(server)]?.policies.asks(name) ?? false
        case .custom: false
        }
    }

    /// The definition's name of a server that the CLI calls so.
    func serverName(_ name: String) -> String { servers[Self.wireName(name)]?.name ?? name }

    /// A server's name as the CLI puts it into the names of tools.
    static func wireName(_ name: String) -> String {
        String(decoding: name.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    private static func split(_ rest: Substring) -> (server: String, name: String) {
        var place = rest.startIndex
        while place < rest.endIndex {
            if rest[place...].hasPrefix("__") { return (String(rest[..<place]), String(rest[place...].dropFirst(2))) }
            place = rest.index(after: place)
        }
        return (String(rest), "")
    }

    private static func builtInName(_ name: String) -> String {
        switch name {
        case "WebFetch": "web_fetch"
        case "WebSearch": "web_search"
        default: name.lowercased()
        }
    }
}
