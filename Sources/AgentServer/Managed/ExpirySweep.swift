internal import JSON
internal import ManagedAgents
internal import Records
internal import Telemetry

/// Removes what /v1 keeps for a time once that is over, at a server's start and every minute: what is kept of repeated requests, and files.
struct ExpirySweep: Sendable {
    private let keys: KeptRequests
    private let files: FileShelf?
    private let clock: ServerClock
    private let log: Logger
    private let now: @Sendable () -> Int64

    /// Time between two rounds.
    private static let interval = Duration.seconds(60)
    /// Time between two steps of a round: others want to write too.
    private static let pause = Duration.milliseconds(20)

    init(
        _ records: any RecordStore,
        files: FileShelf?,
        clock: ServerClock,
        log: Logger,
        now: @escaping @Sendable () -> Int64 = ManagedSources().now
    ) {
        keys = KeptRequests(records)
        self.files = files
        self.clock = clock
        self.log = log
        self.now = now
    }

    /// Goes on until the task is cancelled.
    ///
    /// - Throws: `CancellationError`.
    func run() async throws {
        while true {
            do { try await sweep() } catch is CancellationError { throw CancellationError() } catch {
                log.error("what has expired could not be removed; this is tried again", [("error", .string("\(error)"))])
            }
            try await clock.sleep(for: Self.interval)
        }
    }

    /// One round.
    ///
    /// - Throws: `RecordError`, `CancellationError`.
    func sweep() async throws {
        while try await step() { try await clock.sleep(for: Self.pause) }
    }

    /// Removes some of it; false when nothing is left.
    private func step() async throws -> Bool {
        let time = Timestamp(microseconds: now())
        let requests = try await keys.purge(time)
        let files = try await files?.purge(time) ?? 0
        return requests + files > 0
    }
}
