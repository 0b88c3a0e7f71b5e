/// What the command line asked for, read as strictly as the real program reads it.
struct Options {
    /// Why the program refuses to start; goes to standard error.
    struct Refusal: Error {
        let message: String
    }

    private(set) var values: [String: [String]] = [:]
    let all: [String]

    var asksForVersion: Bool { has("version") }
    var sessionID: String? { value("session-id") }
    var resume: String? { value("resume") }
    var permissionMode: String { value("permission-mode") ?? "default" }
    var model: String { value("model") ?? Release.model }

    init(_ arguments: [String]) throws(Refusal) {
        all = arguments
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else { throw Refusal(message: "error: FakeClaude takes prompts on standard input, not '\(word)'") }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = KnownOption.longName(of: parts[0])
            guard let arity = KnownOption.arity(of: name) else { throw Refusal(message: "error: unknown option '\(parts[0])'") }
            if parts.count == 2 {
                values[name, default: []].append(parts[1])
            } else {
                values[name, default: []] += Self.take(arity, from: &rest)
            }
        }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    func value(_ name: String) -> String? { values[name]?.last }

    private static func take(_ arity: KnownOption.Arity, from rest: inout ArraySlice<String>) -> [String] {
        switch arity {
        case .none: return []
        case .one: return rest.popFirst().map { [$0] } ?? []
        case .optional, .many:
            var taken: [String] = []
            while let next = rest.first, !next.hasPrefix("-"), arity == .many || taken.isEmpty {
                taken.append(next)
                rest.removeFirst()
            }
            return taken
        }
    }
}
