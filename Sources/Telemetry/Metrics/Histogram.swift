internal import Synchronization

/// How often values fell into fixed ranges, and their sum. Observing takes one short lock and allocates nothing.
public final class Histogram: Sendable {
    private struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// - Parameter bounds: upper bounds in rising order; what is above the last one is counted too.
    init(bounds: [Double]) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds must rise")
        self.bounds = bounds
        state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    /// How many values were observed.
    public var count: Int { state.withLock { Int(clamping: $0.counts.reduce(0, +)) } }

    /// Takes a value in; one that is no number is left out.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    /// Takes a time in, in seconds.
    public func observe(_ time: Duration) { observe(time / .seconds(1)) }

    func write(_ name: String, _ labels: [(String, String)], into text: inout ExpositionText) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            text.sample("\(name)_bucket", labels + [("le", ExpositionText.number(bound))], Double(total))
        }
        text.sample("\(name)_sum", labels, sum)
        text.sample("\(name)_count", labels, Double(total))
    }
}
