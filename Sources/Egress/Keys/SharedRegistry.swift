internal import Synchronization

/// The registry of a proxy, for all its loops.
final class SharedRegistry: Sendable {
    private let state: Mutex<PlaceholderRegistry>

    init(limits: ModelProxy.Limits) { state = Mutex(PlaceholderRegistry(limits: limits)) }

    /// Runs `body` alone.
    func with<T: Sendable, Failure: Error>(_ body: (inout PlaceholderRegistry) throws(Failure) -> T) throws(Failure) -> T {
        try state.withLock { (registry) throws(Failure) in try body(&registry) }
    }
}
