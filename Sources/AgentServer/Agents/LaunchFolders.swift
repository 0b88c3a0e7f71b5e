/// The folders that one agent process may call its own, all absolute.
struct LaunchFolders: Sendable, Hashable {
    /// `CLAUDE_CONFIG_DIR`.
    var configuration: String
    /// The working directory.
    var workspace: String
    /// `HOME`.
    var home: String
    /// `TMPDIR`.
    var temporary: String
}
