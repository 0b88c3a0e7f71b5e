import JSON

/// Answers given at start for prompts that hold no directives of their own.
///
/// The file is JSON: `{"rules":[{"prompt":"weather","turn":2,"answer":"[[tool:Bash {\"command\":\"date\"}]] Sunny."}]}`.
public struct StubScript: Sendable {
    private struct Rule {
        let pattern: String?
        let turn: Int?
        let directives: [Directive]

        func fits(_ prompt: Conversation.Prompt) -> Bool {
            (turn ?? prompt.ordinal) == prompt.ordinal && (pattern.map { PromptPattern($0).matches(prompt.text) } ?? true)
        }
    }

    private var rules: [Rule] = []

    /// A script without rules.
    public init() {}

    /// Reads a script file's content.
    /// - Throws: `ModelStubError` with code `script` that names the rule at fault.
    public init(parsing bytes: [UInt8]) throws(ModelStubError) {
        guard let root = try? JSONValue(parsing: bytes), let list = root["rules"]?.array else {
            throw ModelStubError(.script, "The model script must be a JSON object with a list \"rules\".")
        }
        for (index, value) in list.enumerated() {
            rules.append(try Self.rule(value, number: index + 1))
        }
    }

    /// What the first fitting rule orders.
    func directives(for prompt: Conversation.Prompt) -> [Directive] {
        rules.first { $0.fits(prompt) }?.directives ?? []
    }

    private static func rule(_ value: JSONValue, number: Int) throws(ModelStubError) -> Rule {
        guard let object = value.object, let answer = value["answer"]?.string else {
            throw fault(number, "it needs a text \"answer\"")
        }
        if let key = object.keys.first(where: { !["prompt", "turn", "answer"].contains($0) }) {
            throw fault(number, "the key \"\(key)\" is unknown; use prompt, turn and answer")
        }
        let pattern = value["prompt"]?.string
        let turn = value["turn"]?.int
        guard (pattern == nil) == (value["prompt"] == nil) else { throw fault(number, "\"prompt\" must be a text") }
        guard (turn == nil) == (value["turn"] == nil), turn ?? 1 >= 1 else { throw fault(number, "\"turn\" must be 1 or more") }
        return Rule(pattern: pattern, turn: turn, directives: try directives(answer, number))
    }

    /// An answer's plain words become text that follows what its directives make.
    private static func directives(_ answer: String, _ number: Int) throws(ModelStubError) -> [Directive] {
        let scan = DirectiveScanner(answer)
        do throws(ModelStubError) {
            let list = try DirectiveReader.directives(in: scan)
            let words = PromptRecognizer.words(in: scan.remainder)
            return list + (words.map { [.text($0)] } ?? [])
        } catch {
            throw fault(number, error.message)
        }
    }

    private static func fault(_ number: Int, _ reason: String) -> ModelStubError {
        ModelStubError(.script, "Rule \(number) of the model script cannot be used: \(reason).")
    }
}

/// A prompt pattern: with `*` it must match the whole prompt, without it the prompt must hold it somewhere. Case does not count.
struct PromptPattern {
    private let parts: [String]

    init(_ pattern: String) {
        let glob = pattern.contains("*") ? pattern : "*\(pattern)*"
        parts = glob.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    func matches(_ text: String) -> Bool {
        var rest = text.lowercased()[...]
        guard let first = parts.first, let last = parts.last, rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
