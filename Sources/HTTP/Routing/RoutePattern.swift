/// A path pattern: segments, `{name}` matching any one of them.
struct RoutePattern: Sendable {
    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private let segments: [Segment]

    init(_ pattern: String) {
        segments = Self.split(pattern[...]).map { segment -> Segment in
            segment.hasPrefix("{") ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    static func split(_ path: Substring) -> [Substring] { path.split(separator: "/", omittingEmptySubsequences: false) }

    /// Whether a path of these parts is meant.
    func fits(_ parts: [Substring]) -> Bool {
        guard segments.count == parts.count else { return false }
        return zip(segments, parts).allSatisfy { segment, part in
            switch segment {
            case .literal(let text): text == part
            case .parameter: !part.isEmpty
            }
        }
    }

    /// The percent-decoded value of each `{name}`; `nil` when an encoding is broken.
    func values(_ parts: [Substring]) -> [String: String]? {
        var values: [String: String] = [:]
        for case (.parameter(let name), let part) in zip(segments, parts) {
            guard let decoded = PercentEncoding.decode(part) else { return nil }
            values[name] = decoded
        }
        return values
    }
}
