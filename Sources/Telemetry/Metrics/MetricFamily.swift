internal import Synchronization

/// A metric with its labels: a bounded number of series.
///
/// Looking a series up costs a lock and a dictionary; whoever observes often keeps the series.
public final class MetricFamily<Series: AnyObject & Sendable>: Sendable {
    private struct State {
        var series: [[String]: Series] = [:]
        var seen: [Set<String>]
    }

    /// The name, prefix included.
    public let name: String
    private let help: String
    private let kind: MetricKind
    private let labels: [MetricLabel]
    private let make: @Sendable () -> Series
    private let show: @Sendable (Series, String, [(String, String)], inout ExpositionText) -> Void
    private let state: Mutex<State>

    /// Series that are there from the start, with the value 0, so that the first event is seen as a rise.
    private static var declaredLimit: Int { 64 }

    init(
        _ name: String,
        _ help: String,
        _ kind: MetricKind,
        _ labels: [MetricLabel],
        make: @escaping @Sendable () -> Series,
        show: @escaping @Sendable (Series, String, [(String, String)], inout ExpositionText) -> Void
    ) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.make = make
        self.show = show
        state = Mutex(State(seen: labels.map { _ in [] }))
        let declared = Self.declaredValues(labels)
        if declared.count <= Self.declaredLimit { for values in declared { _ = series(values) } }
    }

    /// The series with these values, in the order of the labels. Values that are missing count as empty, surplus ones not at all.
    public func series(_ values: [String]) -> Series {
        state.withLock { state in
            let admitted = labels.indices.map { labels[$0].admit($0 < values.count ? values[$0] : "", &state.seen[$0]) }
            if let known = state.series[admitted] { return known }
            let new = make()
            state.series[admitted] = new
            return new
        }
    }

    /// The series with these values, in the order of the labels.
    public func series(_ values: String...) -> Series { series(values) }

    /// Every choice of declared values; none when a label's values are not declared.
    private static func declaredValues(_ labels: [MetricLabel]) -> [[String]] {
        var choices: [[String]] = [[]]
        for label in labels {
            guard case .declared(let values) = label.rule else { return [] }
            choices = choices.flatMap { choice in values.map { choice + [$0] } }
        }
        return choices
    }
}

extension MetricFamily: MetricSource {
    func write(into text: inout ExpositionText) {
        let all = state.withLock { $0.series }
        text.header(name, help, kind)
        for (values, series) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            show(series, name, Array(zip(labels.map(\.name), values)), &text)
        }
    }
}
