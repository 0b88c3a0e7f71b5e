internal import AgentServer
internal import Domain
internal import EventLoop
internal import Synchronization

/// One short turn of a real agent process against the offline model, and the memory it takes.
struct AgentMeasurement: Sendable {
    /// What came of it.
    struct Result: Sendable {
        /// Bytes that the process, its guardian and everything below them held at most at one time.
        let peak: Int
        /// From its start to its end.
        let time: Duration
    }

    let setup: AgentSetup
    let group: EventLoopGroup

    private static let limit = Duration.seconds(90)

    /// Runs the turn. Nothing of it is kept.
    ///
    /// - Throws: `CommandError` or the turn's own error when it does not end well.
    func run() async throws -> Result {
        let loop = group.loops[0]
        let start = ContinuousClock.now
        let peak = PeakMemory()
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await turn(loop) }
            // Nothing else is started by this program meanwhile.
            tasks.addTask { try await peak.watch(on: loop) }
            tasks.addTask {
                try await loop.sleep(for: Self.limit)
                throw CommandError(.temporary, "the turn did not end within \(ValueText.describe(Self.limit))")
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
        return Result(peak: peak.bytes, time: ContinuousClock.now - start)
    }

    private func turn(_ loop: EventLoop) async throws {
        let setup = setup
        try await OfflineModel.run(group: group) { url in
            var limits = TurnLimits()
            limits.wallClock = .seconds(60)
            let run = try EphemeralRun(
                agent: ResearchAgent.oneShot,
                runtime: try await setup.runtime(offline: url, on: loop),
                limits: limits
            )
            let prompts = Mutex(["Hello"])
            _ = try await run.run(on: loop, group: group, workspace: "/tmp") {
                prompts.withLock { $0.popLast() }
            } onMessage: { _ in
            }
        }
    }
}
