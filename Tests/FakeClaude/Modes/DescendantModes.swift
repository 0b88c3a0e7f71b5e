import JSON

/// Tools that leave processes behind: `MARKER [COUNT] [holding]`.
enum DescendantModes {
    static let all: [String: Mode] = [
        "descendants": Mode { turn, words in try leave(words) },
        "descendants-after": Mode(.afterIdle) { turn, words in try leave(words) },
    ]

    private static func leave(_ words: Words) throws {
        guard let name = words[0] else { throw Misuse(message: "descendants needs a marker") }
        for _ in 0..<min(try words.number(1, or: 1), 500) {
            Descendants.leave(named: name, holdsPipes: words[2] == "holding")
        }
    }
}
