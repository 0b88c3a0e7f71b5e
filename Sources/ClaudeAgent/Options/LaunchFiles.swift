import JSON

/// What the command line needs from the disk. The options say what they want, a driver reads and writes it.
public struct LaunchFiles: Sendable {
    /// The contents of ``AgentOptions/settingsFileToMerge``.
    public var settings: [UInt8]?
    /// The path to which ``AgentOptions/mcpConfigurationToWrite`` was written, readable by its owner alone.
    public var mcpConfigurationPath: String?
    /// The path to which ``AgentOptions/systemPromptToWrite`` was written.
    public var systemPromptPath: String?

    /// Makes the value; each is needed only when the options ask for it.
    public init(settings: [UInt8]? = nil, mcpConfigurationPath: String? = nil, systemPromptPath: String? = nil) {
        self.settings = settings
        self.mcpConfigurationPath = mcpConfigurationPath
        self.systemPromptPath = systemPromptPath
    }
}

extension AgentOptions {
    /// The settings file that must be read before ``arguments(files:)``, because the sandbox is merged into it.
    public var settingsFileToMerge: String? {
        guard sandbox != nil, case .file(let path) = settings else { return nil }
        return path
    }

    /// The MCP configuration that must be written to a private file before ``arguments(files:)``, because headers or
    /// environment values on a command line could be read by every user of the machine.
    public var mcpConfigurationToWrite: [UInt8]? {
        guard mcpServers.nameWithSecrets != nil, let configuration = mcpServers.configuration else { return nil }
        return JSONValue.object(configuration).serialized()
    }

    /// The system prompt that must be written to a file before ``arguments(files:)``, because it is too long for a command line.
    public var systemPromptToWrite: [UInt8]? {
        guard case .text(let text) = systemPrompt, text.utf8.count > Self.longestSystemPrompt else { return nil }
        return Array(text.utf8)
    }

    /// Well below what one argument may have, ``ArgumentList/maximumByteCount``.
    static let longestSystemPrompt = 65_536
}
