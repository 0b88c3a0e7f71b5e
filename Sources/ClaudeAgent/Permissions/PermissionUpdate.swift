/// A change of the permission rules (protocol notes 7.1).
public struct PermissionUpdate: Sendable, Hashable {
    /// What changes.
    public enum Change: Sendable, Hashable {
        /// More rules.
        case addRules([Rule], Behavior)
        /// These rules in place of those there.
        case replaceRules([Rule], Behavior)
        /// Fewer rules.
        case removeRules([Rule], Behavior)
        /// Another mode.
        case setMode(PermissionMode)
        /// More folders.
        case addDirectories([String])
        /// Fewer folders.
        case removeDirectories([String])
    }

    /// What a rule does with the calls it names.
    public enum Behavior: String, Sendable, Hashable, CaseIterable {
        /// They go ahead.
        case allow
        /// They are refused.
        case deny
        /// They are asked for.
        case ask
    }

    /// Where the change is kept.
    public enum Destination: String, Sendable, Hashable, CaseIterable {
        /// Until the session ends.
        case session
        /// In the working directory, for this user.
        case localSettings
        /// In the working directory, for all.
        case projectSettings
        /// For this user everywhere.
        case userSettings
    }

    /// A tool, and which of its calls.
    public struct Rule: Sendable, Hashable {
        /// The tool.
        public var toolName: String
        /// Which calls, such as `git log:*`; `nil` for all.
        public var ruleContent: String?

        /// Makes a rule.
        public init(_ toolName: String, _ ruleContent: String? = nil) {
            self.toolName = toolName
            self.ruleContent = ruleContent
        }
    }

    /// What changes.
    public var change: Change
    /// Where the change is kept.
    public var destination: Destination

    /// Makes a change.
    public init(_ change: Change, in destination: Destination) {
        self.change = change
        self.destination = destination
    }
}
