public import JSON

/// The form the final answer must have (protocol notes 2.1).
public enum OutputFormat: Sendable, Hashable {
    /// A value that fits this JSON Schema; it arrives as ``ResultMessage/structuredOutput``.
    case jsonSchema(JSONObject)
}

/// Settings handed to the CLI with `--settings`.
public enum AgentSettings: Sendable, Hashable {
    /// The path of a settings file.
    case file(String)
    /// The settings themselves.
    case json(JSONObject)
}

/// A plugin on disk.
public enum Plugin: Sendable, Hashable {
    /// The folder of a plugin: `--plugin-dir PATH`.
    case local(path: String)
}
