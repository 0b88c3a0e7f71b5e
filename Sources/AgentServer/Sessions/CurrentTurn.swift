internal import ClaudeAgent
internal import Domain
internal import JSON

/// The turn that a session's process is at. Pure: says what of a frame is kept, and when the turn is over.
struct CurrentTurn: Sendable {
    /// What a frame means.
    struct Step: Sendable {
        let turn: TurnID
        /// Whether these are the first frames of the turn.
        var isFirst = false
        /// Frames to be kept, in order.
        var frames: [[UInt8]] = []
        /// A frame that is shown to those who follow, and not kept.
        var piece: [UInt8]?
        /// How the turn is over with them, if it is and has been answered.
        var ending: TurnEnding?
        /// Why the turn has failed with them, if it has.
        var failure: (any Error)?
        /// Whether the process has spent its budget: it would refuse every further turn.
        var isSpent = false
        /// Why the process has to be ended, if it has.
        var fault: ServerError?
        /// The call that the CLI has put off, and its turn with it.
        var postponed: String?
    }

    let id: TurnID
    /// The prompt it answers; none when the agent began it by itself.
    let prompt: String?
    /// Whether those who follow are shown the model's answers piece by piece.
    private let tellsPieces: Bool
    private var order = InitFirst()
    private var credential = CredentialWatch()
    private var answer: ResultMessage?
    private var hasSpoken = false
    /// The session's cost after the last result.
    private(set) var sessionCost: USD?
    /// What its process had spent on it through the model proxy, once that has gone.
    var metered: USD?
    /// What it has used until now.
    private(set) var usage = SessionUsage()

    init(_ id: TurnID, prompt: String?, tellsPieces: Bool = false) {
        self.id = id
        self.prompt = prompt
        self.tellsPieces = tellsPieces
    }

    /// A turn that goes on in another process, which names no prompt.
    init(continuing id: TurnID, sessionCost: USD, tellsPieces: Bool) {
        self.init(id, prompt: nil, tellsPieces: tellsPieces)
        hasSpoken = true
        self.sessionCost = sessionCost
    }

    /// Takes in a frame.
    mutating func receive(_ event: SessionEvent) -> Step {
        var step = Step(turn: id, frames: keep(event.message))
        step.isFirst = !hasSpoken && !step.frames.isEmpty
        if step.isFirst { hasSpoken = true }
        if isPassing(event.message) { step.piece = event.message.raw }
        note(event)
        do throws(ServerError) { try credential.receive(event.message) } catch { step.fault = error }
        if let turn = event.endedTurn, prompt.map(turn.prompts.contains) ?? true {
            step.frames += order.flush()
            let result = turn.answers.last?.result ?? answer
            step.postponed = result?.deferredToolUse?["id"]?.string
            guard step.postponed == nil else { return step }
            step.failure = result.map(\.failure) ?? ServerError.noAnswer
            step.isSpent = result?.subtype == .errorMaxBudgetUSD
            if step.failure == nil { step.ending = .done(sessionCost: sessionCost, usage: usage) }
        }
        return step
    }

    /// What has been held back, once nothing more can come.
    mutating func flush() -> [[UInt8]] { order.flush() }

    /// Whether the prompt has been answered, whatever happens to the process now.
    var success: TurnEnding? {
        answer.flatMap { $0.failure == nil && $0.deferredToolUse == nil ? .done(sessionCost: sessionCost, usage: usage) : nil }
    }

    private mutating func keep(_ message: AgentMessage) -> [[UInt8]] {
        guard !message.isHostOnly else { return [] }
        switch message.kind {
        // What became of a queued prompt is the host's business.
        case .commandLifecycle: return []
        case .streamEvent(let event):
            guard tellsPieces else { return [] }
            return event.framesMessage ? order.pass(message) : order.flush()
        default: return order.pass(message)
        }
    }

    /// Whether the frame says something that a whole message will say for good.
    private func isPassing(_ message: AgentMessage) -> Bool {
        guard tellsPieces, case .streamEvent(let event) = message.kind else { return false }
        return !event.framesMessage
    }

    private mutating func note(_ event: SessionEvent) {
        guard case .result(let result) = event.message.kind else { return }
        usage.add(result)
        sessionCost = result.totalCostUSD.flatMap(USD.init(dollars:)) ?? sessionCost
        for case .answered(let result, let prompts) in event.changes where answers(result, prompts) { answer = result }
    }

    /// A result that names no prompt answers this one too, unless the CLI began its turn by itself.
    private func answers(_ result: ResultMessage, _ prompts: [String]) -> Bool {
        guard let prompt else { return true }
        return prompts.contains(prompt) || prompts.isEmpty && result.originKind == nil
    }
}

extension StreamEventMessage {
    /// Whether it begins or ends a message of the model, or says what that has used. No whole message says so.
    fileprivate var framesMessage: Bool { ["message_start", "message_delta", "message_stop"].contains(eventType) }
}
