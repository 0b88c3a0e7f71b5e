internal import EventLoop
internal import JSON
internal import Journal
internal import Telemetry

/// Removes the sessions that have been kept long enough, at a server's start and every hour.
struct RetentionSweep: Sendable {
    let pruning: SessionPruning
    let retention: Retention
    let log: Logger
    /// Time between two rounds.
    var interval = Duration.seconds(3600)
    /// The time in microseconds since 1970.
    var now: @Sendable () -> Int64 = { WallClock.microseconds }

    /// Goes on until the task is cancelled; returns at once where everything is kept for ever.
    ///
    /// - Throws: `CancellationError`.
    func run() async throws {
        guard retention != Retention() else { return }
        while true {
            try await sweep()
            try await pruning.clock.sleep(for: interval)
        }
    }

    /// One round.
    ///
    /// - Throws: `CancellationError`.
    func sweep() async throws {
        do {
            let outcome = try await pruning.run(retention, now: now())
            tell(outcome)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            log.error("old sessions could not be looked for", [("error", .string("\(error)"))])
        }
    }

    private func tell(_ outcome: SessionPruning.Outcome) {
        guard !outcome.removed.isEmpty || !outcome.skipped.isEmpty else { return }
        let counts = [("sessions", outcome.removed.count), ("bytes", outcome.bytes), ("skipped", outcome.skipped.count)]
        let fields = counts.map { ($0.0, JSONValue.number(JSONNumber($0.1))) }
        guard let failure = outcome.failure else { return log.info("sessions removed that were kept long enough", fields) }
        log.warning("not every session that was kept long enough could be removed", fields + [("error", .string(failure))])
    }
}
