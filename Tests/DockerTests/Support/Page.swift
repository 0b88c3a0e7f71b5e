import EventLoop
import Testing

/// `docs/docker.md`, whose commands are run as they are printed.
enum Page {
    static let checkout = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    static func text() throws -> String {
        String(decoding: try Files.read("\(checkout)/docs/docker.md", upTo: 65_536), as: UTF8.self)
    }

    /// The one block of commands that holds `words`.
    static func commands(holding words: String) throws -> String {
        let blocks = try text().split(separator: "```sh\n").dropFirst().compactMap { $0.split(separator: "```").first.map(String.init) }
        let found = blocks.filter { $0.contains(words) }
        try #require(found.count == 1, "\(found.count) blocks of the page hold \(words)")
        return found[0]
    }
}
