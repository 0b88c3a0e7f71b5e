internal import Domain
internal import JSON

/// A call that the agent is about to make.
struct HeldCall: Sendable, Hashable {
    /// The model's id of it.
    let toolUseID: String
    /// The tool, as the CLI calls it.
    let name: String
    /// Its arguments.
    let input: JSONObject
    /// What it waits for; nothing when it goes ahead.
    let wait: ToolCatalogue.Wait?
    /// Whether it belongs to the conversation itself, as against one of a subagent.
    let isMain: Bool
}
