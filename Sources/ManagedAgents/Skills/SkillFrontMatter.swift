/// What the head of a `SKILL.md` says: the lines between two `---`. Of YAML it knows plain, quoted and folded texts. Pure.
struct SkillFrontMatter: Hashable, Sendable {
    let name: String
    let description: String

    /// - Throws: `ManagedError` 400 saying what is missing.
    init(_ text: String) throws(ManagedError) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        let body = lines.dropFirst()
        guard lines.first.map(Self.isFence) == true, let end = body.firstIndex(where: Self.isFence) else {
            throw .invalid("SKILL.md must begin with front matter between two lines of ---")
        }
        let values = Self.values(Array(lines[1..<end]))
        name = values["name"] ?? ""
        description = values["description"] ?? ""
        guard Self.isSlug(name) else {
            throw .invalid("SKILL.md: name must have 1 to 64 lower-case letters, digits and dashes, and no dash at either end")
        }
        guard (1...1024).contains(description.unicodeScalars.count) else {
            throw .invalid("SKILL.md: description must have 1 to 1024 characters")
        }
    }

    private static func isFence(_ line: String) -> Bool {
        line == "---" || (line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " })
    }

    private static func isSlug(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), text.first != "-", text.last != "-" else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The texts of the keys at the left edge.
    private static func values(_ lines: [String]) -> [String: String] {
        var values: [String: String] = [:]
        var key: String?
        for line in lines where !line.hasPrefix("#") {
            let isDeeper = line.first == " " || line.first == "\t" || line.isEmpty
            if isDeeper, let key {
                values[key] = [values[key] ?? "", HeaderParameters.trimmed(line)].filter { !$0.isEmpty }.joined(separator: " ")
            } else if !isDeeper, let colon = line.firstIndex(of: ":") {
                key = String(line[..<colon])
                values[key ?? ""] = first(HeaderParameters.trimmed(line[line.index(after: colon)...]))
            }
        }
        return values.mapValues(unquoted)
    }

    /// What stands behind the colon; nothing where the text follows in lines of its own.
    private static func first(_ text: String) -> String { [">", "|", ">-", "|-", ">+", "|+"].contains(text) ? "" : text }

    private static func unquoted(_ text: String) -> String {
        guard text.utf8.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else { return text }
        let inner = String(text.dropFirst().dropLast())
        let escape = quote == "'" ? "''" : "\\\""
        return inner.split(separator: escape, omittingEmptySubsequences: false).joined(separator: String(quote))
    }
}
