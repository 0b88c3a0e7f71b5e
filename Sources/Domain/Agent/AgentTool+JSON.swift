internal import JSON

extension AgentDefinition {
    static func tools(_ reader: DefinitionReader) throws(DefinitionError) -> [AgentTool] {
        var tools: [AgentTool] = []
        for (path, value) in try reader.list("tools", upTo: 256) { tools.append(try AgentTool(value, path)) }
        return tools
    }
}

extension AgentTool {
    fileprivate init(_ value: JSONValue, _ path: String) throws(DefinitionError) {
        switch value["type"]?.string {
        case "agent_toolset_20260401": self = try Self.toolset(value, path)
        case "mcp_toolset": self = try Self.mcpToolset(value, path)
        case "custom": self = try Self.custom(value, path)
        default: throw DefinitionError("\(path).type", "must be agent_toolset_20260401, mcp_toolset or custom")
        }
    }

    /// Whether and how a tool may be used; `nil` leaves it to the default.
    private struct Setting {
        var isEnabled: Bool?
        var policy: PermissionPolicy?

        init(_ reader: DefinitionReader) throws(DefinitionError) {
            isEnabled = try reader.bool("enabled")
            guard let value = reader.value("permission_policy") else { return }
            guard let name = value["type"]?.string, let known = PermissionPolicy(rawValue: name) else {
                throw reader.refuse("permission_policy", "must be {\"type\": \"always_allow\"}, \"always_ask\" or \"auto\"")
            }
            policy = known
        }

        static func ofDefault(_ reader: DefinitionReader) throws(DefinitionError) -> Setting? {
            guard let value = reader.value("default_config") else { return nil }
            let path = reader.path(of: "default_config")
            return try Setting(try DefinitionReader(value, path: path, allowed: ["enabled", "permission_policy"]))
        }
    }

    private static func toolset(_ value: JSONValue, _ path: String) throws(DefinitionError) -> AgentTool {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "default_config", "configs"])
        let standard = try Setting.ofDefault(reader)
        var enabled: [BuiltInTool: PermissionPolicy] = [:]
        if standard?.isEnabled != false {
            for tool in BuiltInTool.allCases { enabled[tool] = standard?.policy ?? .alwaysAllow }
        }
        for (path, value) in try reader.list("configs", upTo: 64) {
            let config = try DefinitionReader(value, path: path, allowed: ["name", "type", "enabled", "permission_policy"])
            let name = try config.requiredString("name", upTo: 64)
            guard let tool = BuiltInTool(rawValue: name) else {
                throw config.refuse("name", "must be one of \(BuiltInTool.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let setting = try Setting(config)
            let isEnabled = setting.isEnabled ?? (enabled[tool] != nil)
            enabled[tool] = isEnabled ? setting.policy ?? standard?.policy ?? .alwaysAllow : nil
        }
        return .toolset(enabled)
    }

    private static func mcpToolset(_ value: JSONValue, _ path: String) throws(DefinitionError) -> AgentTool {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "mcp_server_name", "default_config", "configs"])
        let server = try reader.requiredString("mcp_server_name", upTo: 255)
        let standard = try Setting.ofDefault(reader)
        let isEnabled = standard?.isEnabled ?? true
        let policy = standard?.policy ?? .alwaysAsk
        var exceptions: [String: MCPException] = [:]
        for (path, value) in try reader.list("configs", upTo: 256) {
            let config = try DefinitionReader(value, path: path, allowed: ["name", "enabled", "permission_policy"])
            let setting = try Setting(config)
            let name = try config.requiredString("name", upTo: 255)
            exceptions[name] = MCPException(isEnabled: setting.isEnabled ?? isEnabled, policy: setting.policy ?? policy)
        }
        return .mcp(server: server, policy: policy, isEnabled: isEnabled, exceptions: exceptions)
    }

    private static func custom(_ value: JSONValue, _ path: String) throws(DefinitionError) -> AgentTool {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "name", "description", "input_schema"])
        let name = try reader.requiredString("name", upTo: 128)
        guard
            name.utf8.allSatisfy({
                $0 < 0x80 && (Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber || $0 == 0x5F || $0 == 0x2D)
            })
        else {
            throw reader.refuse("name", "may have letters, digits, _ and - only")
        }
        guard let schema = reader.value("input_schema"), schema["type"]?.string == "object" else {
            throw reader.refuse("input_schema", "is required and must have type object")
        }
        return .custom(name: name, description: try reader.requiredString("description", upTo: 10_000), inputSchema: schema)
    }
}
