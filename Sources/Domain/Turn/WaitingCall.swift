/// A tool call that does not go on without somebody's answer.
public struct WaitingCall: Sendable, Hashable {
    /// What is waited for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Somebody says whether the tool may run.
        case confirmation
        /// The client runs the tool and sends the result.
        case customTool = "custom_tool"
    }

    /// The model's id of the call.
    public let id: String
    /// The tool, by the name that the agent's program has for it.
    public let name: String
    /// What is waited for.
    public let kind: Kind

    /// A call.
    public init(id: String, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}
