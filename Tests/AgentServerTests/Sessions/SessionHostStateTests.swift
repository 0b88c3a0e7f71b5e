import Domain
import JSON
import Testing

@testable import AgentServer
@testable import ClaudeAgent

@Suite struct SessionHostStateTests {
    private let turn = TurnID(milliseconds: 1, randomness: [UInt8](repeating: 0, count: TurnID.randomnessCount))

    private func running() throws -> SessionHost.State {
        var turns = SessionTurns()
        try turns.accept(turn)
        _ = turns.recorded(turn)
        var state = SessionHost.State(turns: turns, calls: OpenCalls(hold: .zero, canPostpone: true))
        state.current = CurrentTurn(turn, prompt: "u")
        return state
    }

    @Test func framesHeldForInitAreNotLostWithATurnThatEndsBeforeIt() throws {
        var state = try running()
        let frame = AgentMessage(["type": "system", "subtype": "status"])
        let step = state.current?.receive(SessionEvent(message: frame, changes: []))
        #expect(step?.frames == [])
        #expect(state.close(turn, .failed(.cutOff))?.frames == [frame.raw])
        #expect(state.current == nil)
    }

    @Test func aTurnWhoseEndIsStoredDoesNotEndAgainOrBegin() throws {
        var state = try running()
        #expect(state.isWanted(turn))
        _ = state.close(turn, .done(sessionCost: nil))
        state.unwritten = [:]
        #expect(state.close(turn, .failed(.cutOff)) == nil && !state.isWanted(turn) && state.openTurn == nil)
    }

    @Test func theFirstEndingIsBelieved() throws {
        var state = try running()
        #expect(state.close(turn, .done(sessionCost: nil)) != nil)
        #expect(state.close(turn, .failed(.cutOff)) == nil)
        #expect(state.unwritten[turn]?.outcome == .done)
    }
}
