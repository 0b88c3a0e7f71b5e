import Glibc
import JSON

/// Too slow, or never.
enum StallModes {
    static let all: [String: Mode] = [
        "stall": Mode(.opening) { turn, _ in turn.program.hang() },
        "stall-init": Mode { turn, _ in turn.program.hang() },
        "stall-result": Mode(.afterResult) { turn, _ in turn.program.hang() },
        "no-idle": Mode(.opening) { turn, _ in turn.saysIdle = false },
        "wait": Mode { turn, words in try wait(turn, try words.number(0, or: 600_000)) },
        "until": Mode { turn, words in while access(words.rest(from: 0), F_OK) != 0 { try turn.program.pause(10) } },
        "slow": Mode(.opening) { turn, words in
            turn.gap = try words.number(0, or: 100)
            try turn.program.pause(turn.gap)
        },
        "slow-idle": Mode(.afterResult) { turn, words in try turn.program.pause(try words.number(0, or: 1000)) },
        "chunks": Mode { turn, words in for number in 1...max(1, try words.number(0, or: 10)) { try turn.say("chunk \(number)") } },
    ]

    /// Works so many milliseconds: interrupts end it, the end of the input does not.
    private static func wait(_ turn: Turn, _ milliseconds: Int) throws {
        try turn.program.pause(milliseconds)
    }
}
