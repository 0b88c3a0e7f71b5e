internal import Synchronization

/// A number that only grows. Adding takes no lock and allocates nothing.
public final class Counter: Sendable {
    private let total = Atomic<Double>(0)

    init() {}

    /// What has been counted.
    public var value: Double { total.load(ordering: .relaxed) }

    /// Counts `amount` more; what is no positive number is not counted.
    public func add(_ amount: Double = 1) {
        guard amount > 0, amount.isFinite else { return }
        total.increase(by: amount)
    }

    func write(_ name: String, _ labels: [(String, String)], into text: inout ExpositionText) { text.sample(name, labels, value) }
}

extension Atomic where Value == Double {
    func increase(by amount: Double) {
        var known = load(ordering: .relaxed)
        while true {
            let (isDone, found) = weakCompareExchange(expected: known, desired: known + amount, ordering: .relaxed)
            if isDone { return }
            known = found
        }
    }
}
