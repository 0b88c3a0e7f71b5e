internal import ClaudeAgent
internal import Domain
internal import Journal
internal import Synchronization

/// How what a client sends comes in together.
extension SessionHost {
    /// An input that can be taken in, and the turn that it is of.
    private struct Admitted {
        let input: SessionInput
        let turn: TurnID?
        let request: TurnRequest?
        let draft: JournalDraft
    }

    /// What is to be told of a turn that cannot go on.
    private struct Broken {
        let turn: TurnID
        let error: any Error
    }

    /// Takes in all inputs or none. When this returns they are safe: a prompt reaches exactly one terminal event, the agent hears of an answer
    /// unless its turn is cut off before. Nobody has to follow the turns.
    ///
    /// - Returns: The number of the entry that the first one has made; those of the others follow it in order.
    /// - Throws: What `accept` throws; `SessionRefusal` for a session that is over; `OpenCalls.Refusal` when a call that is answered is not open, or has been answered; `JournalError`.
    func take(_ inputs: [SessionInput]) async throws -> Int {
        try await recover()
        let log = try await log()
        try await writeEndings(log)
        let (number, broken) = try await order.perform {
            let admitted = try admit(inputs, log)
            let number = try await store(admitted, log)
            return (number, await carryOut(admitted, log))
        }
        if let broken { await end(broken.turn, because: .failed, broken.error) }
        return number
    }

    private func admit(_ inputs: [SessionInput], _ log: SessionLog) throws -> [Admitted] {
        var admitted: [Admitted] = []
        do {
            for input in inputs { admitted.append(try admit(input, log)) }
        } catch {
            withdraw(admitted, log)
            throw error
        }
        return admitted
    }

    private func admit(_ input: SessionInput, _ log: SessionLog) throws -> Admitted {
        switch input.kind {
        case .message(let content): return try admit(AcceptedPrompt(uuid: input.uuid, content: content), input, log)
        case .interrupt:
            if let obstacle = state.withLock({ $0.obstacle(log.sessionState, id) }) { throw obstacle }
            return Admitted(input: input, turn: nil, request: nil, draft: .interruptRequested(uuid: input.uuid))
        case .answer(let answer):
            let turn = try state.withLock { state throws(OpenCalls.Refusal) in try state.check(answer) }
            return Admitted(input: input, turn: turn, request: nil, draft: .answered(turn, answer, uuid: input.uuid))
        }
    }

    private func admit(_ prompt: AcceptedPrompt, _ input: SessionInput, _ log: SessionLog) throws -> Admitted {
        let turn = services.newTurn()
        let request = request(prompt, turn, trace: nil, logger)
        try takePlace(of: turn, .enqueue, prompt.attendance, log)
        return Admitted(input: input, turn: turn, request: request, draft: .accepted(prompt, turn: turn))
    }

    private func store(_ admitted: [Admitted], _ log: SessionLog) async throws -> Int {
        do {
            try takePlace(log)
            if admitted.contains(where: { $0.request != nil }) { services.reach(.accept) }
            let number = try await log.append(admitted.map(\.draft), durability: .flushed)[0].number
            services.reach(.taken)
            return number
        } catch {
            withdraw(admitted, log)
            throw error
        }
    }

    /// They have not been stored: it is as if they had never come.
    private func withdraw(_ admitted: [Admitted], _ log: SessionLog) {
        let turns = admitted.compactMap { $0.request == nil ? nil : $0.turn }
        state.withLock { state in for turn in turns { state.storing[turn] = nil } }
        giveBackPlace(log)
        for turn in turns { over(turn) }
    }

    /// Does what has been stored, in order. What goes wrong with a turn from now on is that turn's end.
    private func carryOut(_ admitted: [Admitted], _ log: SessionLog) async -> Broken? {
        var broken: Broken?
        for one in admitted {
            switch one.input.kind {
            case .message: if let turn = one.turn, let request = one.request { stored(turn, request) }
            case .interrupt: _ = interruptCurrent()
            case .answer(let answer):
                guard let turn = one.turn else { continue }
                do { try await tell(answer, turn, log) } catch { broken = broken ?? Broken(turn: turn, error: error) }
            }
        }
        return broken
    }

    private func tell(_ answer: CallAnswer, _ turn: TurnID, _ log: SessionLog) async throws {
        services.reach(.answered)
        let actions = state.withLock { state -> [OpenCalls.Action] in
            state.answers[answer.toolUseID] = answer
            // A question that has been withdrawn meanwhile is answered to nobody.
            return (try? state.calls.answered(answer.toolUseID, answer.kind, answer.verdict, now: services.clock.now)) ?? []
        }
        try await carryOut(actions, turn, log)
    }
}
