/// What a metric is, as Prometheus calls it.
public enum MetricKind: String, Sendable, Hashable {
    /// It only grows.
    case counter
    /// It goes up and down.
    case gauge
    /// It counts values by size.
    case histogram
}
