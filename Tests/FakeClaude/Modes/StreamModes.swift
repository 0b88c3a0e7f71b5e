import JSON

/// Much of something.
enum StreamModes {
    static let all: [String: Mode] = [
        "spin": Mode { turn, words in try spin(turn, try words.number(0, or: 1000), bytes: try words.number(1, or: 16)) },
        "spin-after": Mode(.afterIdle) { turn, words in
            try turn.program.pause(try words.number(0, or: 300))
            try spin(turn, try words.number(1, or: 1000), bytes: try words.number(2, or: 1000))
        },
        "stderr-flood": Mode { turn, words in try flood(turn, try words.number(0, or: 10 << 20)) },
        "grow": Mode { turn, words in grow(turn.program, try words.number(0, or: 64 << 20)) },
        "huge-tool-result": Mode { turn, words in
            let text = String(repeating: "y", count: try words.number(0, or: 4 << 20))
            try turn.callTool("Bash", ["command": "yes"], id: turn.toolID(), result: text)
        },
    ]

    /// Memory that is really used, and kept.
    private static func grow(_ program: Program, _ size: Int) {
        program.ballast += [UInt8](repeating: 1, count: size)
    }

    /// So many events as quickly as the host takes them; text deltas when partial messages were asked for, else whole answers.
    private static func spin(_ turn: Turn, _ count: Int, bytes: Int) throws {
        let text = String(repeating: "z", count: bytes)
        let body =
            turn.isPartial
            ? turn.streamEvents.delta(text)
            : Frame.assistant(["type": "text", "text": .string(text)], messageID: "msg_fake_spin", model: turn.program.model, uuids: [])
        let line = JSONValue.object(Frame.tagged(body, turn.sessionID)).serialized() + [0x0A]
        let batch = Array(repeatElement(line, count: min(count, 64)).joined())
        for start in stride(from: 0, to: count, by: 64) {
            turn.program.write(count - start >= 64 ? batch : Array(batch.prefix((count - start) * line.count)))
        }
    }

    /// Standard error by lines, with answers in between.
    private static func flood(_ turn: Turn, _ size: Int) throws {
        let lines = String(repeating: "FakeClaude complains on standard error, again and again and again\n", count: 1000)
        var left = size
        while left > 0 {
            Output.standardError(lines)
            left -= lines.utf8.count
            if left > 0, left % 4 == 0 { try turn.say("still here") }
        }
    }
}
