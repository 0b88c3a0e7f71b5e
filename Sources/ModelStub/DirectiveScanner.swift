/// Finds the directives in a text and keeps the words around them.
///
/// Only `[[` followed by a known name counts, so shell tests and wiki links stay plain words.
struct DirectiveScanner {
    /// A directive's name and argument as typed.
    struct Found: Hashable {
        let name: DirectiveName
        let argument: String
        let source: String
    }

    private let bytes: [UInt8]
    private(set) var found: [Found] = []
    /// The text without its directives.
    private(set) var remainder = ""

    init(_ text: String) {
        bytes = Array(text.utf8)
        var plain: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let (directive, end) = directive(at: position) {
                found.append(directive)
                position = end
            } else {
                plain.append(bytes[position])
                position += 1
            }
        }
        remainder = String(decoding: plain, as: UTF8.self)
    }

    private func directive(at start: Int) -> (Found, end: Int)? {
        guard isPair(UInt8(ascii: "["), at: start), let (name, nameEnd) = name(at: start + 2) else { return nil }
        let hasArgument = nameEnd < bytes.count && bytes[nameEnd] == UInt8(ascii: ":")
        let argumentStart = hasArgument ? nameEnd + 1 : nameEnd
        guard hasArgument || isPair(UInt8(ascii: "]"), at: nameEnd) else { return nil }
        // Broken JSON must be complained of, not taken for plain words.
        let balanced = name.takesJSON ? closing(from: argumentStart, followingJSON: true) : nil
        guard let end = balanced ?? closing(from: argumentStart, followingJSON: false) else { return nil }
        return (Found(name: name, argument: text(argumentStart..<end), source: text(start..<end + 2)), end + 2)
    }

    private func name(at start: Int) -> (DirectiveName, end: Int)? {
        var end = start
        while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
        return DirectiveName(rawValue: text(start..<end)).map { ($0, end) }
    }

    /// Where the closing `]]` begins. Within JSON it does not count.
    private func closing(from start: Int, followingJSON: Bool) -> Int? {
        var depth = 0
        var inString = false
        var position = start
        while position < bytes.count {
            if depth == 0, !inString, isPair(UInt8(ascii: "]"), at: position) { return position }
            if followingJSON { position += step(at: position, depth: &depth, inString: &inString) }
            position += 1
        }
        return nil
    }

    /// Follows JSON's nesting over one byte; returns 1 when the next byte is escaped and must be passed over.
    private func step(at position: Int, depth: inout Int, inString: inout Bool) -> Int {
        switch bytes[position] {
        case UInt8(ascii: "\\") where inString: return 1
        case UInt8(ascii: "\"") where depth > 0: inString.toggle()
        case UInt8(ascii: "{") where !inString: depth += 1
        case UInt8(ascii: "}") where !inString: depth -= 1
        default: break
        }
        return 0
    }

    private func isPair(_ byte: UInt8, at position: Int) -> Bool {
        position + 1 < bytes.count && bytes[position] == byte && bytes[position + 1] == byte
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
