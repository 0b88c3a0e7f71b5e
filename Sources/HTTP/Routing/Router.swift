/// Finds the handler for a method and path. Patterns are segments, `{name}` matching any one segment.
public struct Router<Handler: Sendable>: Sendable {
    /// What a request's method and path lead to.
    public enum Match: Sendable {
        /// The handler, and the percent-decoded value of each `{name}`.
        case found(Handler, [String: String])
        /// The path exists with these methods only.
        case methodNotAllowed([HTTPMethod])
        /// No pattern fits, or a segment's percent-encoding is broken.
        case notFound
    }

    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private struct Route: Sendable {
        let method: HTTPMethod
        let segments: [Segment]
        let handler: Handler
    }

    private var routes: [Route] = []

    /// No routes.
    public init() {}

    /// Adds a route, for example `on(.post, "/sessions/{id}/messages", handler)`.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: Handler) {
        let segments = Self.split(pattern[...]).map { segment -> Segment in
            segment.hasPrefix("{") ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
        routes.append(Route(method: method, segments: segments, handler: handler))
    }

    /// Looks `path` up. HEAD is answered by GET's handler.
    public func match(_ method: HTTPMethod, _ path: Substring) -> Match {
        let parts = Self.split(path)
        let fitting = routes.filter { Self.fits($0.segments, parts) }
        guard let route = fitting.first(where: { $0.method == method || (method == .head && $0.method == .get) }) else {
            return fitting.isEmpty ? .notFound : .methodNotAllowed(fitting.map(\.method))
        }
        guard let values = Self.values(route.segments, parts) else { return .notFound }
        return .found(route.handler, values)
    }

    private static func split(_ path: Substring) -> [Substring] { path.split(separator: "/", omittingEmptySubsequences: false) }

    private static func fits(_ segments: [Segment], _ parts: [Substring]) -> Bool {
        guard segments.count == parts.count else { return false }
        return zip(segments, parts).allSatisfy { segment, part in
            switch segment {
            case .literal(let text): text == part
            case .parameter: !part.isEmpty
            }
        }
    }

    private static func values(_ segments: [Segment], _ parts: [Substring]) -> [String: String]? {
        var values: [String: String] = [:]
        for case (.parameter(let name), let part) in zip(segments, parts) {
            guard let decoded = PercentEncoding.decode(part) else { return nil }
            values[name] = decoded
        }
        return values
    }
}
