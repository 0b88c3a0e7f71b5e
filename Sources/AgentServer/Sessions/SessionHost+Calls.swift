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
            state.withLock { state in
                state.calls.withdrawn(call.toolUseID)
                state.forgetQuestion(call.toolUseID)
            }
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
    /// left, and the process is about to be told to leave it off; or that of a turn that the agent begins by itself, whose frames come.
    func ask(_ call: HeldCall) async throws {
        switch state.withLock({ $0.ask(call, now: services.clock.now) }) {
        case .taken(let turn, let actions): try await carryOut(actions, turn, try await log())
        case .kept: break
        case .tooLate: held.answer(call.toolUseID, .deny("The turn that this call belongs to is over."))
        }
    }
}

extension SessionHost.State {
    /// What a question about a call means.
    enum Asked {
        /// It is the running turn's.
        case taken(TurnID, [OpenCalls.Action])
        /// Whose it is will be known.
        case kept
        /// Its turn is over.
        case tooLate
    }

    mutating func ask(_ call: HeldCall, now: Duration) -> Asked {
        forgetQuestion(call.toolUseID)
        guard askableTurn != nil || isAtRest else { return .tooLate }
        questions.append(call)
        guard let turn = askableTurn, current != nil || calls.isOpen(call.toolUseID) else { return .kept }
        return .taken(turn, calls.asked(call.toolUseID, call.name, call.wait, isMain: call.isMain, now: now))
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
