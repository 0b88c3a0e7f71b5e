/// What to start: a program, its arguments, and all that it inherits.
public struct ProcessCommand: Sendable {
    /// Absolute path of the program.
    public var executable: String
    /// Arguments after the program's own name.
    public var arguments: [String]
    /// The whole environment; nothing is inherited.
    public var environment: [String: String]
    /// Where it starts; `nil` inherits.
    public var workingDirectory: String?
    /// Whether standard error is a pipe; else it goes to /dev/null.
    public var pipesStandardError = true
    /// Whether the child gets one end of a Unix socket pair as descriptor 3; the other is `ChildProcess.control`.
    public var opensControlSocket = false
    /// A lock that the child holds too, as descriptor 4, until it has gone.
    public var lock: FileLock?
    /// Whether the child starts a session of its own, out of reach of the terminal's signals.
    public var startsSession = true

    /// A command with empty environment and default plumbing.
    public init(
        executable: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}
