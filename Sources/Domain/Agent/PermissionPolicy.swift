/// Who decides whether a tool call runs.
public enum PermissionPolicy: String, Sendable, Hashable {
    /// It runs.
    case alwaysAllow = "always_allow"
    /// A person is asked.
    case alwaysAsk = "always_ask"
    /// The server judges each call.
    case auto
}
