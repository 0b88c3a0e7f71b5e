public import JSON

/// An MCP server inside this process: a name and some tools (protocol notes 7.3).
///
/// It keeps no state between messages, so calls may be answered concurrently and in any order.
public struct MCPServer: Sendable {
    /// The name it gives itself.
    public let name: String
    /// Its version.
    public let version: String
    /// How to use it; the model reads this.
    public let instructions: String?
    /// Its tools. Of two with one name the first counts.
    public let tools: [MCPTool]

    /// Versions of the Model Context Protocol it speaks, newest first.
    public static let protocolVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

    /// Makes a server.
    public init(_ name: String, version: String = "1.0.0", instructions: String? = nil, tools: [MCPTool]) {
        self.name = name
        self.version = version
        self.instructions = instructions
        self.tools = tools
    }

    /// What `sdkMcpServerManifests` of initialize says about it.
    public var manifest: JSONObject {
        [
            "initializeResult": .object(initializeResult(protocolVersion: nil)),
            "toolsListResult": .object(toolsListResult),
        ]
    }

    func initializeResult(protocolVersion asked: String?) -> JSONObject {
        let version = Self.protocolVersions.first { $0 == asked } ?? Self.protocolVersions[0]
        var result: JSONObject = [
            "protocolVersion": .string(version),
            "capabilities": ["tools": [:]],
            "serverInfo": ["name": .string(name), "version": .string(self.version)],
        ]
        result.set("instructions", instructions)
        return result
    }

    var toolsListResult: JSONObject {
        ["tools": .array(tools.map { .object($0.json) })]
    }
}
