internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// How a turn is cut off.
extension SessionHost {
    /// How long the CLI may take to end an interrupted turn.
    private static let interruptTime = Duration.seconds(5)

    /// Interrupts the CLI's turn; if that does not help, ends the turn and its process.
    func cutOff(_ turn: TurnID, _ why: Interruption) async {
        guard let agent = state.withLock({ $0.current?.id == turn ? $0.agent : nil }) else {
            return services.processes.withdraw(id, turn)
        }
        services.nursery.add { await self.insist(turn) }
        // It has answered, and writes down the rest.
        guard state.withLock({ $0.current?.success }) == nil else { return }
        // Nobody waits for what it has to say.
        if why == .abandoned { return await giveUp(turn) }
        do { try await agent.interrupt() } catch { await giveUp(turn) }
    }

    private func insist(_ turn: TurnID) async {
        do { try await services.clock.sleep(for: Self.interruptTime) } catch { return }
        await giveUp(turn)
    }

    /// Tells those who follow the turn that it is over, and ends its process, which may take longer.
    private func giveUp(_ turn: TurnID) async {
        guard let current = state.withLock({ $0.current?.id == turn ? $0.current : nil }) else { return }
        if let success = current.success { return await end(turn, success, because: .failed) }
        await end(turn, because: .failed, CancellationError())
    }
}
