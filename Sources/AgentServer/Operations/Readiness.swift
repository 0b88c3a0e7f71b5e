internal import EventLoop
internal import Synchronization

/// Whether a server can do its work, by named checks.
///
/// Slow checks are asked from time to time by `run`, and whoever wants to know gets their last answer: no number of questions asks a
/// disk more often, and a check that hangs holds up nobody.
final class Readiness: Sendable {
    /// One check. It answers with nothing when all is well, else with a few words that hold no secret.
    struct Check: Sendable {
        fileprivate enum Probe: Sendable {
            case instant(@Sendable () -> String?)
            case repeated(every: Duration, within: Duration, @Sendable () async -> String?)
        }

        let name: String
        fileprivate let probe: Probe

        /// A check that is asked each time somebody wants to know; it must not block.
        static func instant(_ name: String, _ probe: @escaping @Sendable () -> String?) -> Check {
            Check(name: name, probe: .instant(probe))
        }

        /// A check that is asked again `every` so often, and has failed while an answer takes longer than `within`.
        static func repeated(
            _ name: String,
            every: Duration = .seconds(5),
            within: Duration = .seconds(2),
            _ probe: @escaping @Sendable () async -> String?
        ) -> Check {
            Check(name: name, probe: .repeated(every: every, within: within, probe))
        }
    }

    /// What a check says now: `failure` is `nil` when all is well.
    struct Finding: Sendable, Hashable {
        let name: String
        let failure: String?
    }

    private let checks: [Check]
    private let records: Mutex<[String: CheckRecord]>
    private let start = ContinuousClock.now

    /// - Parameter checks: with names that differ; they are told in this order.
    init(_ checks: [Check]) {
        self.checks = checks
        var records: [String: CheckRecord] = [:]
        for case (let name, .repeated(let every, let within, _)) in checks.map({ ($0.name, $0.probe) }) {
            records[name] = CheckRecord(deadline: within, validity: every * 3 + within)
        }
        self.records = Mutex(records)
    }

    /// Asks the repeated checks until the task is cancelled, each by itself.
    func run(on loop: EventLoop) async throws {
        try await withThrowingDiscardingTaskGroup { tasks in
            for case (let name, .repeated(let every, _, let probe)) in checks.map({ ($0.name, $0.probe) }) {
                tasks.addTask { try await self.ask(name, every, probe, loop) }
            }
        }
    }

    /// What every check says now.
    func findings() -> [Finding] {
        let now = now
        let records = records.withLock { $0 }
        return checks.map { check in
            switch check.probe {
            case .instant(let probe): Finding(name: check.name, failure: probe())
            case .repeated: Finding(name: check.name, failure: records[check.name]?.failure(now))
            }
        }
    }

    private var now: Duration { ContinuousClock.now - start }

    private func ask(_ name: String, _ every: Duration, _ probe: @Sendable () async -> String?, _ loop: EventLoop) async throws {
        while true {
            records.withLock { $0[name]?.begin(now) }
            let failure = await probe()
            records.withLock { $0[name]?.end(failure, now) }
            try await loop.sleep(for: every)
        }
    }
}
