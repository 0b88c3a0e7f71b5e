internal import Synchronization

/// Every metric of a program, in the order they were declared. Names and labels that break the rules are bugs and trap.
public final class MetricRegistry: Sendable {
    private let prefix: String
    private let sources = Mutex<[any MetricSource]>([])

    /// - Parameter prefix: What every name begins with, `_` included, but for those that others have given: `process_…`.
    public init(prefix: String) { self.prefix = prefix }

    /// The content type of the exposition.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Declares a counter; its name ends with `_total`.
    public func counter(_ name: String, _ help: String, _ labels: MetricLabel...) -> MetricFamily<Counter> {
        precondition(name.hasSuffix("_total"), "\(name) counts, and does not end with _total")
        return add(
            MetricFamily(prefix + name, help, .counter, labels) {
                Counter()
            } show: {
                $0.write($1, $2, into: &$3)
            }
        )
    }

    /// Declares a gauge.
    public func gauge(_ name: String, _ help: String, _ labels: MetricLabel...) -> MetricFamily<Gauge> {
        add(gauges(name, help, labels))
    }

    /// Declares a histogram with these upper bounds.
    public func histogram(_ name: String, _ help: String, bounds: [Double], _ labels: MetricLabel...) -> MetricFamily<Histogram> {
        add(
            MetricFamily(prefix + name, help, .histogram, labels) {
                Histogram(bounds: bounds)
            } show: {
                $0.write($1, $2, into: &$3)
            }
        )
    }

    /// Declares a value that `read` gives when it is asked for; `nil` where it is not known. `read` may block for a moment.
    public func reading(_ name: String, _ help: String, _ kind: MetricKind = .gauge, _ read: @escaping @Sendable () -> Double?) {
        add(MetricReading(name: fullName(name), help: help, kind: kind, label: nil) { read().map { [("", $0)] } ?? [] })
    }

    /// Declares values by one label, of which `read` gives a bounded number when it is asked for.
    public func readings(_ name: String, _ help: String, by label: String, _ read: @escaping @Sendable () -> [(String, Double)]) {
        precondition(MetricLabel.isName(label), "\(label) is no label")
        add(MetricReading(name: fullName(name), help: help, kind: .gauge, label: label, read: read))
    }

    /// Declares the metric `build_info`, whose labels say what was built and whose value is 1.
    public func buildInfo(_ facts: [(name: String, value: String)]) {
        let labels = facts.map { MetricLabel.declared($0.name, [$0.value]) }
        add(gauges("build_info", "What was built, as labels.", labels)).series(facts.map(\.value)).set(1)
    }

    /// All metrics in the text format of Prometheus, version 0.0.4. Blocks for as long as readings do.
    public func exposition() -> [UInt8] {
        var text = ExpositionText()
        for source in sources.withLock({ $0 }) { source.write(into: &text) }
        return text.bytes
    }

    private func gauges(_ name: String, _ help: String, _ labels: [MetricLabel]) -> MetricFamily<Gauge> {
        MetricFamily(prefix + name, help, .gauge, labels) {
            Gauge()
        } show: {
            $0.write($1, $2, into: &$3)
        }
    }

    private func fullName(_ name: String) -> String { name.hasPrefix("process_") ? name : prefix + name }

    @discardableResult
    private func add<Source: MetricSource>(_ source: Source) -> Source {
        precondition(MetricName.isPlain(source.name), "\(source.name) is no name")
        sources.withLock { sources in
            precondition(!sources.contains { $0.name == source.name }, "\(source.name) is declared twice")
            sources.append(source)
        }
        return source
    }
}
