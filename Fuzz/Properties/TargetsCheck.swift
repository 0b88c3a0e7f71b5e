import HTTP

enum TargetsCheck {
    private static let router: Router<Int> = {
        var router = Router<Int>()
        router.on(.get, "/health", 0)
        router.on(.post, "/sessions/{id}/messages", 1)
        router.on(.get, "/{a}/{b}/{c}", 2)
        return router
    }()

    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        let escaped = bytes.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try require(PercentEncoding.decode(escaped[...]), equals: String(validating: bytes, as: UTF8.self), "all bytes escaped")
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        if !text.utf8.contains(0x25) { try require(PercentEncoding.decode(text[...]), equals: text, "no byte escaped") }
        for method in [HTTPMethod.get, .post, .delete, .other(text)] { try checkRoute(method, text[...]) }
    }

    private static func checkRoute(_ method: HTTPMethod, _ path: Substring) throws(PropertyViolation) {
        guard case .found(let handler, let values) = router.match(method, path) else { return }
        try require(values.count, equals: [0, 1, 3][handler], "parameters of route \(handler)")
        if handler == 0 { try require(path, equals: "/health", "a path that leads to /health") }
        let segments = path.utf8.count { $0 == 0x2F }
        try require(segments, equals: handler == 0 ? 1 : 3, "segments of \(path)")
    }
}
