/// A tool call that does not go on without somebody's answer.
public struct WaitingCall: Sendable, Hashable {
    /// The model's id of the call.
    public let id: String
    /// The tool, by the name that the agent's program has for it.
    public let name: String
    /// What is waited for.
    public let kind: ToolCatalogue.Wait

    /// A call.
    public init(id: String, name: String, kind: ToolCatalogue.Wait) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}
