internal import ClaudeAgent
internal import Domain
internal import Egress
internal import EventLoop

/// How an agent process comes into the world: its folders, and what is started in them.
struct AgentBirth: Sendable {
    let runtime: AgentRuntime
    let files: SessionFiles
    let gate: ModelGate

    /// All that one process needs.
    struct Prepared: Sendable {
        let plan: AgentPlan
        let place: SessionPlace
        let launch: AgentLaunch
        let start: ProcessStart
        /// What it shows the model proxy.
        let key: Placeholder?
        /// Where its questions are answered.
        let desk: CallDesk
    }

    /// A process for a new conversation.
    ///
    /// - Throws: `ServerError` naming the file, `AgentError` when the environment cannot be built.
    func prepare(_ plan: AgentPlan, _ trace: TraceContext? = nil) async throws -> Prepared {
        try await BlockingExecutor.shared.run { try prepared(plan, files.make(), .new, cost: USD(microdollars: 0), trace) }
    }

    /// A process for a known conversation, as soon as no earlier one can write to its files any more.
    ///
    /// - Throws: As `prepare()`; `ServerError` with code `sessionEnding` when the wait was in vain.
    func prepare(
        _ plan: AgentPlan,
        _ binding: SessionBinding,
        cost: USD,
        _ trace: TraceContext?,
        on loop: EventLoop
    ) async throws -> Prepared {
        let place = try await SessionOpening(files: files, loop: loop).open(binding)
        return try await BlockingExecutor.shared.run { try prepared(plan, place, .resume, cost: cost, trace) }
    }

    private func prepared(
        _ plan: AgentPlan,
        _ place: SessionPlace,
        _ start: ProcessStart,
        cost: USD,
        _ trace: TraceContext?
    ) throws -> Prepared {
        let (key, desk) = (gate.issue(), CallDesk(plan.catalogue))
        do {
            try files.makeScratch(place.folders)
            try files.lay(plan.supply.skills, in: place)
            let own = gate.runtime(runtime, with: key)
            let trace = isTraced ? trace : nil
            var launch = try plan.launch(files.start(in: place), in: place.folders, runtime: own, trace: trace, desk: desk)
            launch.lock = place.lock
            launch.options.maxBudgetUSD = budget(of: plan, after: cost)
            return Prepared(plan: plan, place: place, launch: launch, start: start, key: key, desk: desk)
        } catch {
            gate.revoke(key)
            throw error
        }
    }

    /// What the CLI is to hold the conversation to, whose whole cost it counts; nothing where the proxy checks each turn.
    private func budget(of plan: AgentPlan, after cost: USD) -> Double? {
        guard !gate.checksBudgets, let limit = plan.options.maxBudgetUSD else { return nil }
        return limit + Double(cost.microdollars) / 1_000_000
    }

    /// Clears away what a process has left that nobody wants: a spare's folder that no session has taken goes too.
    func cleanUp(_ prepared: Prepared, isKept: Bool) async {
        gate.revoke(prepared.key)
        let (files, place) = (files, prepared.place)
        await BlockingExecutor.shared.perform {
            files.removeScratch(place.folders)
            if !isKept { files.discard(place) }
        }
    }

    /// A trace is given to a process at its start and for good, so one that tells of its traces serves no other; the others need not know.
    func key(_ key: PoolKey, _ trace: TraceContext?) -> PoolKey {
        guard isTraced, let trace else { return key }
        return PoolKey(rawValue: "\(key.rawValue) \(trace.traceParent) \(trace.traceState ?? "")")
    }

    private var isTraced: Bool { runtime.hostEnvironment["CLAUDE_CODE_ENABLE_TELEMETRY"] == "1" }
}
