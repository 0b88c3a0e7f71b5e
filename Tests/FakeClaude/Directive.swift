/// `[[fake:MODE arguments]]`: an order to misbehave, found in a prompt, in the command line or in `FAKE_CLAUDE_MODE`.
struct Directive {
    let mode: String
    let arguments: Words

    /// The directives of a text in order.
    static func all(in text: String) -> [Directive] {
        text.split(separator: "[[fake:", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.range(ofFirst: "]]").map { Directive(order: part[..<$0]) }
        }
    }

    /// `FAKE_CLAUDE_MODE`: directives, or one mode without the brackets.
    static func all(inVariable value: String) -> [Directive] {
        guard !value.isEmpty else { return [] }
        return value.contains("[[fake:") ? all(in: value) : [Directive(order: value[...])]
    }

    private init(order: Substring) {
        let parts = order.split(separator: " ", maxSplits: 1)
        mode = parts.first.map(String.init) ?? ""
        arguments = Words(parts.count > 1 ? String(parts[1]) : "")
    }
}

/// A mode's arguments, by place.
struct Words {
    let text: String

    init(_ text: String) { self.text = text }

    private var list: [Substring] { text.split(separator: " ") }

    subscript(index: Int) -> String? { list.indices.contains(index) ? String(list[index]) : nil }

    /// Everything from this word on.
    func rest(from index: Int) -> String { list.dropFirst(index).joined(separator: " ") }

    /// A count, or bytes as `15M`, `64K`; the default when the word is missing.
    func number(_ index: Int, or standard: Int) throws(Misuse) -> Int {
        guard let word = self[index] else { return standard }
        let factor = word.hasSuffix("M") ? 1 << 20 : word.hasSuffix("K") ? 1 << 10 : 1
        guard let number = Int(factor == 1 ? word : String(word.dropLast())), (0...1 << 20).contains(number) || factor == 1 else {
            throw Misuse(message: "'\(word)' is not a number")
        }
        return number * factor
    }
}

/// A test that asks for what there is not: the program ends with status 64 and says so.
struct Misuse: Error {
    let message: String
}

extension Substring {
    /// Where the first occurrence of a short text begins.
    func range(ofFirst text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
