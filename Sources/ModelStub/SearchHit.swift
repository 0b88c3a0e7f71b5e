import JSON

/// One made-up result of the API's web search.
struct SearchHit: Hashable {
    let title: String
    let url: String
    let excerpt: String

    /// The results for a query: always the same three, on hosts that are reserved for examples.
    static func list(for query: String) -> [Self] {
        let path = slug(query)
        return [
            Self(title: "\(query): an overview", url: "https://example.com/\(path)", excerpt: "An overview of \(query)."),
            Self(title: "\(query) in practice", url: "https://example.org/\(path)/practice", excerpt: "How people use \(query)."),
            Self(title: "News on \(query)", url: "https://example.net/news/\(path)", excerpt: "What has changed in \(query)."),
        ]
    }

    /// The entry of a `web_search_tool_result`.
    var result: JSONValue {
        [
            "type": "web_search_result", "title": .string(title), "url": .string(url),
            "encrypted_content": .string(token), "page_age": "2 days ago",
        ]
    }

    /// The entry of a text's `citations`.
    var citation: JSONValue {
        [
            "type": "web_search_result_location", "cited_text": .string(excerpt), "url": .string(url),
            "title": .string(title), "encrypted_index": .string(token),
        ]
    }

    /// A markdown list of links, the way the CLI asks an agent to name its sources.
    static func sources(_ links: [(title: String, url: String)]) -> String {
        "Sources:\n" + links.map { "- [\($0.title)](\($0.url))" }.joined(separator: "\n")
    }

    /// Stands where the API has sealed page content.
    private var token: String { "stub" + url.utf8.reduce(into: "") { $0 += String($1, radix: 16) } }

    private static func slug(_ query: String) -> String {
        let words = query.lowercased().unicodeScalars.split { !isPlain($0) }
        let slug = words.prefix(6).map(String.init).joined(separator: "-")
        return slug.isEmpty ? "result" : String(slug.prefix(80))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
