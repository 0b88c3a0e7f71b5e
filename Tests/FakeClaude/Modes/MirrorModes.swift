import JSON

/// Mirror frames beyond those of the conversation itself; sent whether or not a mirror was asked for.
enum MirrorModes {
    static let all: [String: Mode] = [
        "mirror-subagent": Mode { turn, words in
            try mirror(turn, "\(turn.sessionID)/subagents/agent-\(words[0] ?? "1").jsonl", count: 1)
        },
        "mirror-many": Mode { turn, words in try mirror(turn, "\(turn.sessionID).jsonl", count: try words.number(0, or: 1000)) },
        "mirror-stray": Mode { turn, _ in turn.program.send(frame("/tmp/elsewhere.jsonl", [["type": "user"]])) },
    ]

    private static func mirror(_ turn: Turn, _ file: String, count: Int) throws {
        guard let folder = turn.program.conversation.transcript?.folder else { throw Misuse(message: "there is no transcript to mirror") }
        let entries = (0..<count).map { number -> JSONValue in
            ["type": "fake-entry", "number": .number(JSONNumber(number)), "uuid": .string(UUID.random())]
        }
        turn.program.send(frame("\(folder)/\(file)", entries))
    }

    private static func frame(_ path: String, _ entries: [JSONValue]) -> JSONObject {
        ["type": "transcript_mirror", "filePath": .string(path), "entries": .array(entries)]
    }
}
