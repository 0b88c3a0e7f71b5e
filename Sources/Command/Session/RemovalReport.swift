internal import JSON

/// What was removed. Pure.
struct RemovalReport: Sendable, Hashable {
    /// Whether it only would be.
    var isDry = false
    /// Ids.
    var removed: [JSONValue] = []
    var bytes = 0
    /// Ids of sessions that could not be removed.
    var skipped: [String] = []

    /// Takes in what the server answers: one session, or several.
    mutating func add(_ answer: JSONValue) {
        removed += answer["sessions"]?.array ?? answer["id"].map { [$0] } ?? []
        bytes += answer["bytes"]?.int ?? 0
        for id in answer["skipped"]?.array?.compactMap(\.string) ?? [] where !skipped.contains(id) { skipped.append(id) }
    }

    /// The report for a program.
    var json: JSONValue {
        [
            "sessions": .array(removed), "bytes": .number(JSONNumber(bytes)), "skipped": .array(skipped.map { .string($0) }),
            "dry_run": .bool(isDry),
        ]
    }

    /// The report for a person.
    var words: String {
        let count = removed.count == 1 ? "1 session" : "\(removed.count) sessions"
        return "\(count), \(SessionText.size(bytes)) \(isDry ? "would be removed" : "removed")"
    }
}
