internal import ClaudeAgent
internal import Domain
internal import JSON
internal import Journal
internal import Synchronization

/// Calls of the agent's tools, and somebody's answers to those that wait.
extension SessionHost {
    func decide(_ call: HeldCall) async throws -> HookOutput {
        do {
            return try await held.ask(call.toolUseID) { try await order.perform { try await ask(call) } }
        } catch is CancellationError {
            state.withLock { $0.calls.withdrawn(call.toolUseID) }
            throw CancellationError()
        } catch {
            if let turn = state.withLock({ $0.current?.id }) { await end(turn, because: .failed, error) }
            throw error
        }
    }

    func hasAllowed(_ toolUseID: String) async -> Bool { state.withLock { $0.calls.isAllowed(toolUseID) } }

    func result(of toolUseID: String) async throws -> MCPToolResult {
        given(toolUseID)?.result ?? .failure("Nobody has answered this call.")
    }

    func blocks(of toolUseID: String) async -> [JSONValue]? { given(toolUseID)?.blocks }

    private func given(_ toolUseID: String) -> CallAnswer? {
        state.withLock { $0.calls.isAllowed(toolUseID) ? $0.answers[toolUseID] : nil }
    }

    /// The agent is about to make a call. One that no turn of this process can mean is kept waiting: it is what an interrupted turn has
    /// left, and the process is about to be told to leave it off.
    private func ask(_ call: HeldCall) async throws {
        let asked = state.withLock { state -> (turn: TurnID, actions: [OpenCalls.Action])? in
            guard let turn = state.askableTurn else { return nil }
            guard state.current != nil || state.calls.isOpen(call.toolUseID) else {
                state.hasAskedAside = true
                return (turn, [])
            }
            let now = services.clock.now
            return (turn, state.calls.asked(call.toolUseID, call.name, call.wait, isMain: call.isMain, now: now))
        }
        guard let asked else { return held.answer(call.toolUseID, .deny("The turn that this call belongs to is over.")) }
        try await carryOut(asked.actions, asked.turn, try await log())
    }
}

extension SessionHost.State {
    /// Why nothing more is taken in, if that is so.
    func obstacle(_ known: SessionState, _ id: SessionID) -> (any Error)? {
        if isLeaving { return SessionTurns.Refusal.leaving }
        return known.isTerminated ? SessionRefusal(.invalid, "session \(id) is over and takes nothing more; begin another one") : nil
    }

    /// The turn that a call can belong to: one that is neither over nor being cut off.
    var askableTurn: TurnID? {
        guard let turn = turns.current, unwritten[turn] == nil, turns.interruption == nil else { return nil }
        return turn
    }

    /// The turn whose call would take an answer.
    func check(_ answer: CallAnswer) throws(OpenCalls.Refusal) -> TurnID {
        guard let turn = askableTurn else { throw .unknown }
        try calls.check(answer.toolUseID, answer.kind)
        return turn
    }
}
