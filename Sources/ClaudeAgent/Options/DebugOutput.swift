/// Whether and where the CLI writes debug output. It never goes to standard output, which is the protocol.
public enum DebugOutput: Sendable, Hashable {
    /// None.
    case off
    /// To standard error: `--debug`, for these categories when a text is given.
    case standardError(filter: String?)
    /// To a file: `--debug-file PATH`.
    case file(String)
}
