/// Which route a method and path mean, by its number. Knows no handler's type: generic code is not specialised across modules,
/// and unspecialised it took a sixth of the time of a small request.
struct RouteTable: Sendable {
    enum Match {
        case found(Int, [String: String])
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    private var routes: [(method: HTTPMethod, pattern: RoutePattern)] = []

    mutating func append(_ method: HTTPMethod, _ pattern: String) { routes.append((method, RoutePattern(pattern))) }

    func match(_ method: HTTPMethod, _ path: Substring) -> Match {
        let parts = RoutePattern.split(path)
        let fitting = routes.indices.filter { routes[$0].pattern.fits(parts) }
        guard let found = fitting.first(where: { answers(routes[$0].method, method) }) else {
            return fitting.isEmpty ? .notFound : .methodNotAllowed(fitting.map { routes[$0].method })
        }
        return routes[found].pattern.values(parts).map { .found(found, $0) } ?? .notFound
    }

    private func answers(_ offered: HTTPMethod, _ asked: HTTPMethod) -> Bool { offered == asked || (asked == .head && offered == .get) }
}
