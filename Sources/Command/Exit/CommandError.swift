/// Why a command ends early: one clear line for a person, and the status for whoever called.
public struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status to exit with.
    public let code: ExitCode
    /// What failed, on what, why, and what to do next.
    public let message: String

    /// An error with the status it exits with.
    public init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
