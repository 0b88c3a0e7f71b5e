public import JSON

/// One entry of an agent's `tools`.
public enum AgentTool: Sendable, Hashable {
    /// Built-in tools that are enabled, with their policies.
    case toolset([BuiltInTool: PermissionPolicy])
    /// Tools of a remote MCP server: the default, and exceptions by tool name.
    case mcp(server: String, policy: PermissionPolicy, isEnabled: Bool, exceptions: [String: MCPException])
    /// A tool that the client itself runs.
    case custom(name: String, description: String, inputSchema: JSONValue)

    /// How one tool of an MCP server differs from the toolset's default.
    public struct MCPException: Sendable, Hashable {
        /// Whether the tool may be used.
        public var isEnabled: Bool
        /// Who decides about its calls.
        public var policy: PermissionPolicy

        /// An exception.
        public init(isEnabled: Bool, policy: PermissionPolicy) {
            self.isEnabled = isEnabled
            self.policy = policy
        }
    }
}
