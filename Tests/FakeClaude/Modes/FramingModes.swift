import JSON

/// Lines that are not what they should be.
enum FramingModes {
    static let all: [String: Mode] = [
        "partial-line": Mode { turn, _ in
            turn.program.write(Array(#"{"type":"assistant","message":{"id":"msg_fake","cont"#.utf8))
            turn.program.hang()
        },
        "tail": Mode(.afterIdle) { turn, _ in
            turn.program.write(Array(#"{"type":"system","sub"#.utf8))
            throw Ending(status: 0)
        },
        "line": Mode { turn, words in try line(turn, try words.number(0, or: 1 << 20)) },
        "endless-line": Mode { turn, words in endlessLine(turn.program, try words.number(0, or: 32 << 20)) },
        "split-utf8": Mode { turn, _ in splitText(turn) },
        "nul": Mode { turn, _ in turn.program.write(Array("{\"type\":\"system\",\"subtype\":\"in\0formational\"}\n".utf8)) },
        "nul-line": Mode { turn, _ in turn.program.write([0, 0, 0, 0x0A]) },
        "bom": Mode { turn, _ in turn.program.write([0xEF, 0xBB, 0xBF] + Array("{\"type\":\"keep_alive\"}\n".utf8)) },
        "bad-utf8": Mode { turn, _ in turn.program.write(Array("{\"type\":\"".utf8) + [0xC3, 0x28, 0xFF] + Array("\"}\n".utf8)) },
        "noise": Mode { turn, _ in noise.forEach(turn.program.write) },
        "garbage": Mode { turn, _ in turn.program.write(Array("{this is not JSON}\n".utf8)) },
        "deep": Mode { turn, words in deep(turn.program, try words.number(0, or: 100_000)) },
        "type-last": Mode(.opening) { turn, _ in turn.program.typeGoesLast = true },
    ]

    /// Lines that a host passes over.
    static let noise: [[UInt8]] = [
        "Warning: something happened\n", "\n", "  \n", "12\n", "[1,2]\n", "\"text\"\n", "null\n", "\u{1B}[31mred\u{1B}[0m\n", "\r\n",
        " {\"type\":\"keep_alive\"}\n", "{\"type\":\"keep_alive\"}\r\n",
    ].map { Array($0.utf8) }

    /// An answer whose line has exactly so many bytes, the line feed not counted.
    private static func line(_ turn: Turn, _ size: Int) throws {
        let block: JSONValue = ["type": "text", "text": "FILLER"]
        let frame = Frame.assistant(block, messageID: "msg_fake_line", model: turn.program.model, uuids: [])
        let text = JSONValue.object(Frame.tagged(frame, turn.sessionID)).serializedString()
        let parts = text.split(separator: "FILLER").map { Array($0.utf8) }
        let left = size - parts[0].count - parts[1].count
        guard left >= 0 else { throw Misuse(message: "a line has at least \(size - left) bytes") }
        turn.program.write(parts[0])
        fill(turn.program, left)
        turn.program.write(parts[1] + [0x0A])
    }

    private static func fill(_ program: Program, _ size: Int) {
        let piece = [UInt8](repeating: 0x78, count: 1 << 18)
        for _ in 0..<size / piece.count { program.write(piece) }
        program.write(Array(piece.prefix(size % piece.count)))
    }

    private static func endlessLine(_ program: Program, _ size: Int) -> Never {
        program.write(Array(#"{"type":"assistant","text":""#.utf8))
        fill(program, size)
        program.hang()
    }

    /// Text of two, three and four bytes a letter, one `write` for each byte.
    private static func splitText(_ turn: Turn) {
        let block: JSONValue = ["type": "text", "text": "Grüße, 世界 👩‍👩‍👧 ✓"]
        let frame = Frame.assistant(block, messageID: "msg_fake_split", model: turn.program.model, uuids: [])
        let bytes = JSONValue.object(Frame.tagged(frame, turn.sessionID)).serialized()
        for byte in bytes + [0x0A] { turn.program.write([byte]) }
    }

    private static func deep(_ program: Program, _ depth: Int) {
        let open = Array(#"{"type":"fake_deep","value":"#.utf8) + [UInt8](repeating: 0x5B, count: depth)
        program.write(open + [UInt8](repeating: 0x5D, count: depth) + Array("}\n".utf8))
    }
}
