/// Why a command ends early: one clear line for a person, and the status for whoever called.
public struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status to exit with.
    public let code: ExitCode
    /// What failed, on what, why, and what to do next.
    public let message: String
    /// Whether the message is said as it is, without the program's name in front: the image's contract has some lines word for word.
    public let isWholeLine: Bool

    /// An error with the status it exits with.
    public init(_ code: ExitCode, _ message: String, isWholeLine: Bool = false) {
        self.code = code
        self.message = message
        self.isWholeLine = isWholeLine
    }

    /// The line for a person.
    public var line: String { isWholeLine ? message : "roost: \(message)" }

    /// The message.
    public var description: String { message }
}
