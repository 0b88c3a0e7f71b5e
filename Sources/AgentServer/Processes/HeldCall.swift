internal import Domain
internal import JSON

/// A call that the agent is about to make and that waits for somebody.
struct HeldCall: Sendable, Hashable {
    /// The model's id of it.
    let toolUseID: String
    /// The tool, as the CLI calls it.
    let name: String
    /// Its arguments.
    let input: JSONObject
    /// What it waits for.
    let wait: ToolCatalogue.Wait
}
