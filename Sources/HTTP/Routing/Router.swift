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

    private var table = RouteTable()
    private var handlers: [Handler] = []

    /// No routes.
    public init() {}

    /// Adds a route, for example `on(.post, "/sessions/{id}/messages", handler)`.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: Handler) {
        table.append(method, pattern)
        handlers.append(handler)
    }

    /// Looks `path` up. HEAD is answered by GET's handler.
    public func match(_ method: HTTPMethod, _ path: Substring) -> Match {
        switch table.match(method, path) {
        case .found(let number, let values): .found(handlers[number], values)
        case .methodNotAllowed(let methods): .methodNotAllowed(methods)
        case .notFound: .notFound
        }
    }
}
