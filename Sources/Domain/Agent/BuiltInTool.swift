/// A tool of the public toolset `agent_toolset_20260401`.
public enum BuiltInTool: String, Sendable, Hashable, CaseIterable {
    case bash, read, write, edit, glob, grep
    case webFetch = "web_fetch"
    case webSearch = "web_search"

    /// The name that the `claude` CLI gives it.
    public var commandLineName: String {
        switch self {
        case .bash: "Bash"
        case .read: "Read"
        case .write: "Write"
        case .edit: "Edit"
        case .glob: "Glob"
        case .grep: "Grep"
        case .webFetch: "WebFetch"
        case .webSearch: "WebSearch"
        }
    }

    /// Whether it runs programs or changes files.
    public var isDangerous: Bool {
        switch self {
        case .bash, .write, .edit: true
        case .read, .glob, .grep, .webFetch, .webSearch: false
        }
    }

    /// Whether it reads files, which in a shared server reach more than the caller's own.
    public var readsFiles: Bool { self == .read || self == .glob || self == .grep }
}
