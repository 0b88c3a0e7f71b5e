import Glibc
import JSON

/// Ends that are no clean ends, and refusals to end.
enum DeathModes {
    static let all: [String: Mode] = [
        "exit": Mode { _, words in try exit(words) },
        "exit-before": Mode(.opening) { _, words in try exit(words) },
        "exit-after": Mode(.afterResult) { _, words in try exit(words) },
        "kill": Mode { _, words in end(by: try words.number(0, or: Int(SIGKILL))) },
        "kill-after": Mode(.afterResult) { _, words in end(by: try words.number(0, or: Int(SIGKILL))) },
        "error-exit": Mode(.result) { turn, words in
            turn.outcome = .failure("error_during_execution", "model_error", [words.text.isEmpty ? "FakeClaude failed" : words.text])
            turn.statusAfterResult = 1
        },
        "deaf": Mode { turn, _ in turnDeaf(turn.program) },
        "ignore-eof": Mode { turn, _ in turn.program.ignoresEnd = true },
        "close-stdout": Mode { turn, _ in
            close(STDOUT_FILENO)
            turn.program.hang()
        },
        "close-stdin": Mode(.afterIdle) { turn, _ in
            close(STDIN_FILENO)
            turn.program.hang()
        },
        "next-start": Mode(.afterResult) { turn, words in try StartOrders.leave(words.text, in: turn.program) },
    ]

    /// `[STATUS] [text for standard error]`.
    static func exit(_ words: Words) throws {
        let status = try words.number(0, or: 1)
        if words[1] != nil { Output.standardError(words.rest(from: 1) + "\n") }
        throw Ending(status: Int32(status))
    }

    /// From now on only SIGKILL ends the program; the end of the input does not.
    static func turnDeaf(_ program: Program) {
        for number in [SIGTERM, SIGHUP, SIGINT] { signal(number, SIG_IGN) }
        program.isDeaf = true
        program.ignoresEnd = true
    }

    private static func end(by number: Int) {
        signal(Int32(number), SIG_DFL)
        kill(getpid(), Int32(number))
        pause()
    }
}
