internal import ClaudeAgent
internal import Domain
internal import JSON

/// Which processes are as good as each other: those whose command line, files, variables and initialize request are alike.
enum PlanKey {
    /// The key of whatever a plan's processes do not have of their own. It is a hash: secrets that went in cannot be read from it.
    static func make(_ options: AgentOptions, _ definition: AgentDefinition, _ supply: AgentSupply) -> PoolKey {
        var hash = SHA256()
        for part in parts(options, definition, supply) {
            // With its length, so that no two lists of parts give the same text.
            hash.update(Array("\(part.count):".utf8)[...])
            hash.update(part[...])
        }
        return PoolKey(rawValue: hash.finishHex())
    }

    private static func parts(_ options: AgentOptions, _ definition: AgentDefinition, _ supply: AgentSupply) -> [[UInt8]] {
        let files = options.mcpConfigurationToWrite ?? []
        let texts = arguments(options) + variables(options) + skills(supply) + custom(definition) + ["\(supply.answersCalls)"]
        return [files, JSONValue.object(options.initializeRequest()).serialized()] + texts.map { Array($0.utf8) }
    }

    /// Those that cannot be used are told at the start of a process.
    private static func arguments(_ options: AgentOptions) -> [String] {
        let files = LaunchFiles(mcpConfigurationPath: options.mcpConfigurationToWrite.map { _ in "/" })
        return (try? options.arguments(files: files)) ?? []
    }

    private static func variables(_ options: AgentOptions) -> [String] {
        options.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private static func skills(_ supply: AgentSupply) -> [String] { supply.skills.flatMap { [$0.name, $0.folder] } }

    private static func custom(_ definition: AgentDefinition) -> [String] {
        definition.tools.flatMap { tool in
            guard case .custom(let name, let description, let schema) = tool else { return [String]() }
            return [name, description, schema.serializedString()]
        }
    }
}
