/// The parts of a URL that prove who calls.
enum URLSecrets {
    /// A query's values that are shorter, such as `true` or a page number, stand in too many harmless lines.
    private static let shortestQueryValue = 8

    /// `b` of `scheme://a:b@host`, `a` of `scheme://a@host`, and the longer values of the query, as they are written.
    static func all(in text: String) -> [Substring] {
        guard let scheme = text.firstRange(of: "://") else { return [] }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return credential(authority) + queryValues(rest[authority.endIndex...])
    }

    private static func credential(_ authority: Substring) -> [Substring] {
        guard let at = authority.lastIndex(of: "@") else { return [] }
        guard let colon = authority[..<at].firstIndex(of: ":") else { return [authority[..<at]] }
        return [authority[authority.index(after: colon)..<at]]
    }

    private static func queryValues(_ rest: Substring) -> [Substring] {
        guard let mark = rest.firstIndex(of: "?") else { return [] }
        let query = rest[rest.index(after: mark)...].prefix { $0 != "#" }
        return query.split { $0 == "&" || $0 == ";" }.compactMap { member in
            guard let sign = member.firstIndex(of: "=") else { return nil }
            let value = member[member.index(after: sign)...]
            return value.utf8.count >= shortestQueryValue ? value : nil
        }
    }
}
