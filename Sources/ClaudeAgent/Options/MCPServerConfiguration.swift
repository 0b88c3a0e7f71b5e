public import JSON

/// One MCP server the agent may use (protocol notes 2.1, 7.3).
public enum MCPServerConfiguration: Sendable {
    /// A program the CLI starts and speaks to over its pipes.
    case stdio(command: String, arguments: [String], environment: [String: Secret])
    /// A server spoken to over streamable HTTP.
    case http(url: String, headers: [String: Secret])
    /// A server spoken to over HTTP with server-sent events.
    case sse(url: String, headers: [String: Secret])
    /// A server inside this process.
    case sdk(MCPServer)

    /// The object as `--mcp-config` and `mcp_set_servers` carry it, header and environment values in clear.
    public func json(name: String) -> JSONObject {
        switch self {
        case .stdio(let command, let arguments, let environment):
            var object: JSONObject = ["type": "stdio", "command": .string(command)]
            if !arguments.isEmpty { object.set("args", arguments) }
            object.setSecrets("env", environment)
            return object
        case .http(let url, let headers): return Self.remote("http", url, headers)
        case .sse(let url, let headers): return Self.remote("sse", url, headers)
        case .sdk: return ["type": "sdk", "name": .string(name)]
        }
    }

    /// Whether the object holds values that must not be readable in the process list.
    public var carriesSecrets: Bool {
        switch self {
        case .stdio(_, _, let environment): !environment.isEmpty
        case .http(_, let headers), .sse(_, let headers): !headers.isEmpty
        case .sdk: false
        }
    }

    private static func remote(_ type: String, _ url: String, _ headers: [String: Secret]) -> JSONObject {
        var object: JSONObject = ["type": .string(type), "url": .string(url)]
        object.setSecrets("headers", headers)
        return object
    }
}

/// Where the MCP servers of a session are described.
public enum MCPServers: Sendable, ExpressibleByDictionaryLiteral {
    /// Here, by name. The model sees their tools as `mcp__<name>__<tool>`.
    case named([String: MCPServerConfiguration])
    /// In a configuration file the CLI reads.
    case file(String)

    /// Makes the named form.
    public init(dictionaryLiteral elements: (String, MCPServerConfiguration)...) {
        self = .named(Dictionary(elements) { _, last in last })
    }

    /// `{"mcpServers":{…}}`, names in order; `nil` for a file and when there is none.
    public var configuration: JSONObject? {
        guard case .named(let servers) = self, !servers.isEmpty else { return nil }
        let members = servers.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONValue.object($0.value.json(name: $0.key))) }
        return ["mcpServers": .object(JSONObject(members))]
    }

    /// The servers that live in this process, by name.
    public var inProcess: [String: MCPServer] {
        guard case .named(let servers) = self else { return [:] }
        return servers.compactMapValues { configuration in
            guard case .sdk(let server) = configuration else { return nil }
            return server
        }
    }

    /// The first server, by name, whose configuration must stay out of argv.
    var nameWithSecrets: String? {
        guard case .named(let servers) = self else { return nil }
        return servers.filter(\.value.carriesSecrets).keys.min()
    }
}

extension JSONObject {
    fileprivate mutating func setSecrets(_ key: String, _ values: [String: Secret]) {
        guard !values.isEmpty else { return }
        set(key, JSONObject.sorted(values) { .string($0.reveal()) })
    }
}
