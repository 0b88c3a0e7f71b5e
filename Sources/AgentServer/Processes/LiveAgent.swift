internal import ClaudeAgent
internal import Domain
internal import Egress
internal import EventLoop
internal import Synchronization

/// One initialised agent process, as its owner sees it.
final class LiveAgent: Sendable {
    /// How it is to end.
    enum Ending: Sendable {
        /// End of input: it writes down its last lines and exits.
        case clean
        /// At once.
        case prompt
    }

    private struct State {
        var owner: (any AgentOwner)?
        var ending: Ending?
        var hasGone = false
        var spending = AgentSpending()
        var waiting: CheckedContinuation<Ending, Never>?
    }

    let number: ProcessNumber
    /// What it is.
    let plan: AgentPlan
    /// Its session's folder.
    let place: SessionPlace
    /// How it was started.
    let start: ProcessStart
    /// What it shows the model proxy.
    let key: Placeholder?
    private let gate: ModelGate
    private let desk: CallDesk
    private let session: AgentSession
    private let cut: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter cut: Ends it at once, also while it ends already.
    init(
        _ number: ProcessNumber,
        _ prepared: AgentBirth.Prepared,
        _ session: AgentSession,
        _ gate: ModelGate,
        cut: @escaping @Sendable () -> Void
    ) {
        self.cut = cut
        self.number = number
        self.gate = gate
        self.session = session
        plan = prepared.plan
        place = prepared.place
        start = prepared.start
        key = prepared.key
        desk = prepared.desk
    }

    /// Whom it works for; none as long as it is a spare.
    var owner: (any AgentOwner)? { state.withLock { $0.owner } }

    /// Gives it to its one and only owner.
    func belong(to owner: any AgentOwner) {
        state.withLock { $0.owner = owner }
        desk.belong(to: owner)
    }

    /// Sends a prompt as it stands: no commands, no file references.
    func send(_ prompt: AcceptedPrompt) async throws {
        var question = UserPrompt(UserPrompt.Content(prompt.content), uuid: prompt.uuid)
        question.isVerbatim = true
        try await session.send(question)
    }

    /// Bytes of memory that it holds, without its tools.
    func residentBytes() async -> Int? {
        guard let pid = await session.processID() else { return nil }
        return await BlockingExecutor.shared.perform { ProcessMemory.resident(of: pid) }
    }

    /// Whether it began at once to work on what had been left in its conversation: a call that was put off, which it asks about again.
    var goesOnByItself: Bool { session.capabilities?.sessionState == .running }

    /// Whether it can put a call off.
    var canPostpone: Bool { session.capabilities?.canPostponeCalls ?? false }

    /// Ends the running turn, which the process survives.
    func interrupt() async throws { try await session.interrupt(cancelQueued: true) }

    /// Ends the process. The stronger of two wishes wins.
    func end(_ ending: Ending) {
        let waiting = state.withLock { state -> CheckedContinuation<Ending, Never>? in
            if state.ending == nil || ending == .prompt { state.ending = ending }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: ending)
        if ending == .prompt { cut() }
    }

    /// Whether it has gone and said so.
    var hasGone: Bool { state.withLock { $0.hasGone } }

    /// What it has spent through the model proxy that nobody was told of yet; `nil` where it reaches the model by itself.
    func takeSpending() -> USD? {
        let total = gate.spent(key)
        return state.withLock { $0.spending.take(total) }
    }

    /// Its key is about to end, and with it what the proxy knows of its spending.
    func keepSpending() {
        let total = gate.spent(key)
        state.withLock { $0.spending.keep(total) }
    }

    /// It has gone.
    func goes() { state.withLock { $0.hasGone = true } }

    /// Whether somebody has asked for its end.
    var isEnding: Bool { state.withLock { $0.ending != nil } }

    /// Hands its frames to its owner until it has gone, or somebody wants its end.
    ///
    /// - Throws: `AgentError` when the process failed, `CancellationError` when it is to end at once.
    func work() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let event = try await self.session.next() { await self.owner?.receive(event, from: self) }
            }
            group.addTask {
                if case .prompt = await self.wishedEnding() { throw CancellationError() }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func wishedEnding() async -> Ending {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ending = state.withLock { state -> Ending? in
                    if let ending = state.ending { return ending }
                    guard !Task.isCancelled else { return .clean }
                    state.waiting = continuation
                    return nil
                }
                if let ending { continuation.resume(returning: ending) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(returning: .clean)
        }
    }
}

extension UserPrompt.Content {
    fileprivate init(_ content: PromptContent) {
        switch content {
        case .text(let text): self = .text(text)
        case .blocks(let blocks): self = .blocks(blocks.map(\.json))
        }
    }
}
