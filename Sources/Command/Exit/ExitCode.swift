/// A status the program exits with: those of BSD's sysexits.h, and 2 where the contract of the image wants it.
public struct ExitCode: Sendable, Hashable {
    /// The number the shell sees.
    public let number: Int32
    /// What it means, for the documentation.
    public let meaning: String

    private init(_ number: Int32, _ meaning: String) {
        self.number = number
        self.meaning = meaning
    }

    /// All went well.
    public static let success = ExitCode(0, "done")
    /// `run` has no prompt.
    public static let missingPrompt = ExitCode(2, "`run` was given no prompt")
    /// The command line is wrong.
    public static let usage = ExitCode(64, "wrong command line: unknown command or flag, a bad value of a flag")
    /// A file that was given has the wrong content.
    public static let data = ExitCode(65, "a file that was given has the wrong content")
    /// A file that was given cannot be read, or there is no such session.
    public static let noInput = ExitCode(66, "a file that was given is not there or cannot be read, or there is no such session")
    /// A program or port that is needed is not to be had.
    public static let unavailable = ExitCode(69, "something needed is not to be had: `claude`, `roost-guardian`, the port")
    /// Something failed that has no status of its own.
    public static let software = ExitCode(70, "the agent or Roost itself failed")
    /// Reading or writing failed.
    public static let io = ExitCode(74, "reading or writing failed")
    /// It may go well when tried again.
    public static let temporary = ExitCode(75, "may go well when tried again: overload, a time limit, a data folder or a session in use")
    /// Somebody must permit it first.
    public static let permission = ExitCode(77, "not permitted: a file's rights, or a key that the API refuses")
    /// A setting is wrong or missing.
    public static let configuration = ExitCode(78, "a setting is wrong or missing: environment, credential, isolation")

    /// Every status but those of signals, by number.
    public static let all: [ExitCode] = [
        success, missingPrompt, usage, data, noInput, unavailable, software, io, temporary, permission, configuration,
    ]

    /// A signal ended the work: 128 and its number, as shells have it.
    public static func signal(_ number: Int32) -> ExitCode { ExitCode(128 + number, "ended by signal \(number)") }
}
