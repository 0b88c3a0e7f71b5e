internal import HTTP
internal import Synchronization
internal import Telemetry

/// The time of HTTP requests by route, method and status.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: HTTPMethod
        let status: Int
    }

    private static let bounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 1800]
    private static let methods: [HTTPMethod] = [.get, .head, .post, .put, .delete, .options, .patch]
    private static let statusLimit = 32
    /// Observing looks here first, which allocates nothing.
    private static let knownLimit = 512

    private let family: MetricFamily<Histogram>
    private let known = Mutex<[Key: Histogram]>([:])

    init(_ registry: MetricRegistry, routes: [String]) {
        family = registry.histogram(
            "http_request_duration_seconds",
            "Time from a request's head to the end of its answer.",
            bounds: Self.bounds,
            .declared("route", routes),
            .declared("method", Self.methods.map(\.description)),
            .first(Self.statusLimit, "status")
        )
    }

    /// An answer has ended.
    ///
    /// - Parameter route: the pattern that fitted, not the path; `nil` when none did.
    func answered(_ route: String?, _ method: HTTPMethod, _ status: HTTPStatus, after time: Duration) {
        let key = Key(
            route: route ?? MetricLabel.other,
            method: Self.methods.contains(method) ? method : .other(MetricLabel.other),
            status: status.code
        )
        let series = known.withLock { known in
            if let series = known[key] { return series }
            let series = family.series(key.route, key.method.description, "\(key.status)")
            if known.count < Self.knownLimit { known[key] = series }
            return series
        }
        series.observe(time)
    }
}
