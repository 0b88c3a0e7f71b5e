import JSON

/// Reads the links that the CLI's WebSearch tool puts into its result: `Links: [{"title":…,"url":…}]`.
enum SearchLinks {
    static func found(in toolResult: String) -> [(title: String, url: String)] {
        for line in toolResult.split(separator: "\n") where line.hasPrefix("Links: [") {
            guard let list = (try? JSONValue(parsing: String(line.dropFirst(7))))?.array else { continue }
            return list.compactMap(link)
        }
        return []
    }

    private static func link(_ value: JSONValue) -> (title: String, url: String)? {
        guard let title = value["title"]?.string, let url = value["url"]?.string else { return nil }
        return (title, url)
    }
}
