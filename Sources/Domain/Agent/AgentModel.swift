/// The model of an agent and how hard it thinks.
public struct AgentModel: Sendable, Hashable {
    /// The model's id, for example `claude-sonnet-4-6`.
    public var id: String
    /// `low`, `medium`, `high`, `xhigh` or `max`; `nil` leaves it to the CLI.
    public var effort: String?

    /// A model by its id.
    public init(id: String, effort: String? = nil) {
        self.id = id
        self.effort = effort
    }

    /// The effort levels that exist.
    public static let efforts = ["low", "medium", "high", "xhigh", "max"]
}
