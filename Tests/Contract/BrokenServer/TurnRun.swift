internal import JSON

/// Runs one turn: waits for its place, plays the canned agent's script.
struct TurnRun {
    let sender: StreamSender
    let memory: Memory
    let fault: Fault?

    func run(_ prompt: String, _ session: String, _ ticket: TurnGate.Ticket) async throws {
        if fault == .answersQueuedLate { try await ticket.wait() }
        await sender.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let isSilent = fault == .silent || (fault == .silentInQueue && ticket.isWaiting)
            if !isSilent { group.addTask { try await sender.beat() } }
            defer { group.cancelAll() }
            if fault != .answersQueuedLate { try await ticket.wait() }
            try await play(prompt, session, isQueued: ticket.isWaiting)
        }
    }

    private func play(_ prompt: String, _ session: String, isQueued: Bool) async throws {
        if fault == .forgets { memory.forget(session) }
        if fault == .clearClears, prompt == "/clear" { memory.forget(session) }
        var conversation = memory.add(prompt, to: session)
        if fault == .mixesSessions, let other = memory.latestFirstPrompt { conversation.prompts[0] = other }
        if fault == .losesQueued, isQueued { return try await sender.sendError("lost") }
        for step in CannedAgent(fault: fault, conversation: conversation).script(for: prompt) {
            switch step {
            case .pause(let duration): try await sender.pause(duration)
            case .message(let message): try await sender.send(message)
            case .done: try await sender.sendDone()
            case .failed(let reason): try await sender.sendError(reason)
            }
        }
    }
}
