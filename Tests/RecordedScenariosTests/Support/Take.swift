import JSON

/// One run of a scenario: the shapes of all its frames and how its processes ended.
struct Take: Sendable {
    let version: String?
    let shapes: [(label: String, shape: Shape)]
    let endings: [String]

    init(_ processes: [AgentProcess]) {
        let frames = processes.flatMap(\.frames)
        version = frames.lazy.compactMap { $0.frame["claude_code_version"]?.string }.first
        shapes = frames.map { ($0.label, Shape($0.frame)) }
        endings = processes.map { Self.withoutIDs($0.ending) }
    }

    /// The text on one line, with every UUID replaced, cut where the program quotes its own source.
    static func withoutIDs(_ text: String) -> String {
        var words = text.split { $0 == " " || $0 == "\n" }
        if let quote = words.firstIndex(of: "|") { words = Array(words[..<max(0, quote - 1)]) }
        return words.map { isUUID($0.filter { $0 != "." }) ? "ID" : String($0) }.joined(separator: " ")
    }

    private static func isUUID(_ word: String) -> Bool {
        word.split(separator: "-", omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12]
    }
}
