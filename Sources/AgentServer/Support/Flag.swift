internal import Synchronization

/// A yes or no that several tasks look at.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set(_ value: Bool) { self.value.store(value, ordering: .releasing) }
}
