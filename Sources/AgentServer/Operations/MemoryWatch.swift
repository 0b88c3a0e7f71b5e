internal import Domain
internal import EventLoop
internal import JSON
internal import Synchronization
internal import Telemetry

/// Looks at the machine's memory from time to time, and says how much of a worry it is.
final class MemoryWatch: Sendable {
    private let pressure = Mutex(MemoryPressure())
    private let read: @Sendable () -> MachineMemory
    private let log: Logger

    private static let interval = Duration.seconds(2)

    /// - Parameter read: Looks at the memory; it may block.
    init(log: Logger, read: @escaping @Sendable () -> MachineMemory) {
        self.log = log
        self.read = read
    }

    /// How much of a worry memory is.
    var level: MemoryPressure.Level { pressure.withLock { $0.level } }

    /// Looks until the task is cancelled; tells of every level that is entered.
    ///
    /// - Throws: `CancellationError`.
    func run(_ clock: ServerClock, _ entered: @Sendable (MemoryPressure.Level) -> Void) async throws {
        while true {
            let read = read
            note(await BlockingExecutor.shared.perform { read() }, entered)
            try await clock.sleep(for: Self.interval)
        }
    }

    private func note(_ memory: MachineMemory, _ entered: (MemoryPressure.Level) -> Void) {
        let (before, now) = pressure.withLock { ($0.level, $0.note(available: memory.available, of: memory.total)) }
        guard before != now else { return }
        let fields: [(String, JSONValue)] = [
            ("available", .number(JSONNumber(memory.available))), ("of", .number(JSONNumber(memory.total))),
        ]
        switch now {
        case .none: log.info("there is memory enough again", fields)
        case .shedNewSessions: log.warning("memory is short: new sessions are turned away", fields)
        case .critical: log.error("memory is very short: nothing is started, and idle agents are ended", fields)
        }
        entered(now)
    }
}
