import Domain
import Journal
import Testing

@testable import AgentServer

@Suite struct SessionStateTests {
    private func cost(of endings: [TurnEnding]) -> Int {
        var state = SessionState()
        for (index, ending) in endings.enumerated() {
            let turn = TurnID(milliseconds: UInt64(index), randomness: [])
            state.apply(JournalEvent(number: index + 1, time: 0, turn: turn, kind: .turnEnded, body: ending.body))
        }
        return state.cost.microdollars
    }

    private func ending(total: Int? = nil, metered: Int? = nil) -> TurnEnding {
        var ending = TurnEnding.done(sessionCost: total.map(USD.init(microdollars:)))
        ending.metered = metered.map(USD.init(microdollars:))
        return ending
    }

    @Test func theTotalOfTheCLIGoesOnOverTurns() {
        #expect(cost(of: [ending(total: 10), ending(total: 25), ending()]) == 25)
    }

    @Test func turnsWithoutAResultCostWhatTheProxyCounted() {
        #expect(cost(of: [ending(metered: 10), ending(metered: 5)]) == 15)
        #expect(cost(of: [ending(total: 10, metered: 9), ending(metered: 5)]) == 15)
    }

    @Test func whicheverIsMoreCounts() {
        #expect(cost(of: [ending(total: 10, metered: 9), ending(total: 20, metered: 9)]) == 20)
        #expect(cost(of: [ending(metered: 30), ending(total: 20, metered: 5)]) == 35)
    }

    @Test func whatATurnHasCostIsReadAgain() {
        let whole = ending(total: 10, metered: 9)
        let turn = TurnID(milliseconds: 1, randomness: [])
        let event = JournalEvent(number: 1, time: 0, turn: turn, kind: .turnEnded, body: whole.body)
        #expect(TurnEnding(event) == whole)
    }
}
