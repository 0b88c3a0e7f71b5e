internal import JSON

/// Sessions and turns as people read them. Pure.
enum SessionText {
    /// A list of sessions.
    static func table(_ sessions: [JSONValue]) -> String {
        let header = ["ID", "STATE", "TURNS", "COST", "SIZE", "CREATED", "LAST ACTIVITY"]
        return TextTable(header, sessions.map(row), rightAligned: [2, 3, 4]).text
    }

    /// One session with its turns.
    static func card(_ session: JSONValue) -> String {
        let names = ["id", "state", "turns", "cost", "size", "created", "last activity"]
        let lines = zip(names, row(session)).map { name, value in
            "\(name)\(String(repeating: " ", count: 15 - name.count))\(value)\n"
        }
        let turns = session["turn_list"]?.array ?? []
        guard !turns.isEmpty else { return lines.joined() }
        let header = ["TURN", "STATE", "ACCEPTED", "STARTED", "ENDED", "PROMPT BYTES"]
        return lines.joined() + "\n" + TextTable(header, turns.map(turn), rightAligned: [5]).text
    }

    private static func row(_ session: JSONValue) -> [String] {
        [
            text(session["id"]), text(session["state"]), text(session["turns"]), "$" + text(session["cost_usd"]),
            size(session["bytes"]?.int ?? 0), time(session["created"]), time(session["last_activity"]),
        ]
    }

    private static func turn(_ turn: JSONValue) -> [String] {
        let error = turn["error"]?.string.map { " (\($0))" } ?? ""
        return [text(turn["id"]), text(turn["state"]) + error] + ["accepted", "started", "ended"].map { time(turn[$0]) }
            + [text(turn["prompt_bytes"])]
    }

    /// A number of bytes in the unit that suits it.
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        let units = ["KiB", "MiB", "GiB", "TiB"]
        let exponent = min((bytes.bitWidth - bytes.leadingZeroBitCount - 1) / 10, units.count)
        let tenths = bytes / (1 << (10 * exponent)) * 10 + bytes % (1 << (10 * exponent)) * 10 / (1 << (10 * exponent))
        return "\(tenths / 10).\(tenths % 10) \(units[exponent - 1])"
    }

    /// To the second.
    private static func time(_ value: JSONValue?) -> String {
        guard let time = value?.string, let dot = time.lastIndex(of: ".") else { return text(value) }
        return time[..<dot] + "Z"
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value, !value.isNull else { return "-" }
        return value.string ?? value.serializedString()
    }
}
