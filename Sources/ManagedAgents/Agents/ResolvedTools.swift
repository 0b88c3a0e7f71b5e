internal import Domain
internal import JSON

/// The tools of an agent with every default filled in. Pure; what it is given has been read as a definition before.
enum ResolvedTools {
    static func wire(_ tools: JSONValue?) -> JSONValue { .array((tools?.array ?? []).map(entry)) }

    private static func entry(_ tool: JSONValue) -> JSONValue {
        switch tool["type"]?.string {
        case "agent_toolset_20260401": toolset(tool, ["type": "agent_toolset_20260401"], .alwaysAllow, namesType: true)
        case "mcp_toolset":
            toolset(tool, ["type": "mcp_toolset", "mcp_server_name": tool["mcp_server_name"] ?? .null], .alwaysAsk, namesType: false)
        default: tool
        }
    }

    private static func toolset(_ tool: JSONValue, _ head: JSONObject, _ policy: PermissionPolicy, namesType: Bool) -> JSONValue {
        let standard = tool["default_config"]
        let enabled = standard?["enabled"]?.bool ?? true
        let policy = standard?["permission_policy"]?["type"]?.string ?? policy.rawValue
        let configs = (tool["configs"]?.array ?? []).map { config -> JSONValue in
            let name = config["name"] ?? .null
            var entry: JSONObject = ["name": name]
            if namesType { entry["type"] = name }
            entry.merge(setting(config["enabled"]?.bool ?? enabled, config["permission_policy"]?["type"]?.string ?? policy))
            return .object(entry)
        }
        return .object(head.merging(["default_config": .object(setting(enabled, policy)), "configs": .array(configs)]))
    }

    private static func setting(_ enabled: Bool, _ policy: String) -> JSONObject {
        ["enabled": .bool(enabled), "permission_policy": ["type": .string(policy)]]
    }
}
