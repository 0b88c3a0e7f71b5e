internal import EventLoop
internal import Synchronization

/// The most memory that the processes below this one have held at one time.
final class PeakMemory: Sendable {
    private let most = Mutex(0)

    private static let interval = Duration.milliseconds(20)

    /// Bytes so far.
    var bytes: Int { most.withLock { $0 } }

    /// Looks again and again until the task is cancelled.
    func watch(on loop: EventLoop) async throws {
        while true {
            let held = await BlockingExecutor.shared.perform { ProcessMemory.residentBelow(ProcessIdentity.processID).values.reduce(0, +) }
            most.withLock { $0 = max($0, held) }
            try await loop.sleep(for: Self.interval)
        }
    }
}
