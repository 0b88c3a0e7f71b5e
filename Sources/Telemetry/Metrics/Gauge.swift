internal import Synchronization

/// A number that goes up and down. Changing it takes no lock and allocates nothing.
public final class Gauge: Sendable {
    private let level = Atomic<Double>(0)

    init() {}

    /// The number now.
    public var value: Double { level.load(ordering: .relaxed) }

    /// Sets the number.
    public func set(_ value: Double) { level.store(value, ordering: .relaxed) }

    /// Adds to the number; takes away what is negative.
    public func add(_ amount: Double) { level.increase(by: amount) }

    func write(_ name: String, _ labels: [(String, String)], into text: inout ExpositionText) { text.sample(name, labels, value) }
}
