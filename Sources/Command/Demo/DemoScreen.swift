/// How the demo speaks: plain lines, with colour only where a terminal shows it and nobody has forbidden it.
struct DemoScreen: Sendable {
    private let stream: StandardStream
    private let usesColour: Bool

    init(_ stream: StandardStream, environment: [String: String]) {
        self.stream = stream
        let isForbidden = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        usesColour = stream.isTerminal && !isForbidden && environment["TERM"] != "dumb"
    }

    func say(_ text: String) { stream.say(text) }

    func you(_ text: String) { say("  you    \(text)") }

    func agent(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        say("  agent  \(lines.joined(separator: "\n         "))")
    }

    func passed(_ text: String) { say("  \(coloured("✓", 32)) \(text)") }

    private func coloured(_ text: String, _ code: Int) -> String { usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
