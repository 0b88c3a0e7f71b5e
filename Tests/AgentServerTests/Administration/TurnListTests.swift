import Domain
import JSON
import Journal
import Testing

@testable import AgentServer

@Suite struct TurnListTests {
    private func id(_ number: Int) -> TurnID { TurnID(milliseconds: UInt64(number), randomness: []) }

    private func list(_ drafts: [JournalDraft], isServed: Bool = true) -> JSONValue {
        var list = TurnList(isServed: isServed)
        for (index, draft) in drafts.enumerated() {
            let time = Int64(index + 1) * 1_000_000
            list.apply(JournalEvent(number: index + 1, time: time, turn: draft.turn, kind: draft.kind, body: draft.body))
        }
        return list.json
    }

    @Test func aTurnIsToldFromItsPromptToItsEndAndThePromptIsNot() {
        let prompt = AcceptedPrompt(uuid: "u", text: "sécret")
        let turns = list([
            .accepted(prompt, turn: id(1)), .started(id(1), .new), .frame(Array("{}".utf8), turn: id(1)),
            .ended(id(1), .failed(.restarted)),
        ])
        let turn = turns[0]
        #expect(turns.array?.count == 1 && turn?["prompt_bytes"] == 7 && turn?["state"] == "failed" && turn?["error"]?.string != nil)
        #expect(turn?["accepted"] == "1970-01-01T00:00:01.000Z" && turn?["started"] == "1970-01-01T00:00:02.000Z")
        #expect(turn?["ended"] == "1970-01-01T00:00:04.000Z")
        #expect(!turns.serializedString().contains("cret"))
    }

    @Test func whatHasNotEndedRunsOrWaits() {
        let drafts: [JournalDraft] = [.accepted(AcceptedPrompt(uuid: "u", text: "x"), turn: id(1)), .started(id(2), .byItself)]
        #expect(list(drafts).array?.compactMap { $0["state"]?.string } == ["waiting", "running"])
        #expect(list(drafts, isServed: false).array?.compactMap { $0["state"]?.string } == ["waiting", "waiting"])
        #expect(list(drafts)[1]?["prompt_bytes"] == .null)
    }

    @Test func onlyTheLatestTurnsAreTold() {
        let drafts = (0...TurnList.limit).map { JournalDraft.accepted(AcceptedPrompt(uuid: "u", text: "x"), turn: id($0)) }
        let turns = list(drafts).array ?? []
        #expect(turns.count == TurnList.limit && turns.first?["id"]?.string == id(1).text)
    }
}
