/// A field's value with parameters, such as `form-data; name="file"` (RFC 9110, section 5.6.6). Pure.
struct HeaderParameters {
    /// What stands before the first `;`, in lower case.
    let value: String
    private var pairs: [(name: String, value: String)] = []

    init(_ text: some StringProtocol) {
        var rest = Substring(text)
        value = Self.trimmed(Self.until(";", &rest)).lowercased()
        while !rest.isEmpty {
            let name = Self.trimmed(Self.until("=", &rest)).lowercased()
            pairs.append((name, Self.parameter(&rest)))
        }
    }

    /// The first value of a parameter.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace = { (letter: Character) in letter == " " || letter == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    private static func until(_ end: Character, _ rest: inout Substring) -> Substring {
        let part = rest.prefix { $0 != end }
        rest = rest.dropFirst(part.count + 1)
        return part
    }

    private static func parameter(_ rest: inout Substring) -> String {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == "\"" else { return trimmed(until(";", &rest)) }
        rest.removeFirst()
        var text = ""
        while let letter = rest.popFirst(), letter != "\"" {
            // Browsers do not escape backslashes of paths, so only an escaped quote is one.
            if letter == "\\", rest.first == "\"" || rest.first == "\\" { text.append(rest.removeFirst()) } else { text.append(letter) }
        }
        _ = until(";", &rest)
        return unescaped(text)
    }

    /// How forms of web pages and the SDKs escape what would end the value early.
    private static func unescaped(_ text: String) -> String {
        guard text.contains("%") else { return text }
        return text.split(separator: "%22", omittingEmptySubsequences: false).joined(separator: "\"")
    }
}
