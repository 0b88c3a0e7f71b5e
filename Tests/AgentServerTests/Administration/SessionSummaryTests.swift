import Domain
import JSON
import Journal
import Testing

@testable import AgentServer

@Suite struct SessionSummaryTests {
    private func head(_ name: String, _ state: SessionState, last: Int64 = 2_000_000) throws -> JournalHead {
        JournalHead(
            session: try #require(SessionID(name)),
            next: 9,
            fence: Fence(rawValue: 1),
            created: 1_000_000,
            lastTime: last,
            byteCount: 100,
            snapshot: state.snapshot
        )
    }

    private func state(_ open: [(isRunning: Bool, prompt: Int?)]) -> SessionState {
        var state = SessionState()
        state.binding = SessionBinding(claudeSessionID: "00000000-0000-4000-8000-000000000000", folder: "folders/x")
        state.openTurns = open.enumerated().map { index, turn in
            .init(id: TurnID(milliseconds: UInt64(index), randomness: []), prompt: turn.prompt, isRunning: turn.isRunning)
        }
        state.endedTurns = 3
        state.cost = USD(microdollars: 1_234_500)
        return state
    }

    @Test func programsAreToldEverythingInStableFields() throws {
        var summary = SessionSummary(try head("a", state([])), isServed: true)
        summary.folderBytes = 20
        let expected =
            #"{"id":"a","state":"idle","turns":3,"cost_usd":"1.2345","bytes":120,"journal_bytes":100,"folder_bytes":20,"#
            + #""created":"1970-01-01T00:00:01.000Z","last_activity":"1970-01-01T00:00:02.000Z"}"#
        #expect(JSONValue.object(summary.json).serializedString() == expected)
    }

    @Test func aTurnRunsOrWaitsAndNothingRunsWithoutAServer() throws {
        let running = try head("a", state([(true, 1), (false, 2)]))
        let waiting = try head("a", state([(false, 1)]))
        #expect(SessionSummary(running, isServed: true).activity == .running)
        #expect(SessionSummary(running, isServed: false).activity == .waiting)
        #expect(SessionSummary(waiting, isServed: true).activity == .waiting)
        #expect(SessionSummary(running, isServed: true).turns == 5)
        #expect(SessionSummary(running, isServed: false).candidate?.isOpen == true)
    }

    @Test func theLatestComesFirstOrTheNameDecides() throws {
        let (a, b) = (try head("a", state([]), last: 5), try head("b", state([]), last: 6))
        let all = [
            SessionSummary(a, isServed: true), SessionSummary(b, isServed: true), SessionSummary(older: try #require(SessionID("0"))),
        ]
        #expect(all.sorted { $0.precedes($1, in: .activity) }.map(\.session.text) == ["b", "a", "0"])
        #expect(all.sorted { $0.precedes($1, in: .name) }.map(\.session.text) == ["0", "a", "b"])
    }

    @Test func anOlderSessionOfUnknownAgeIsNeverPruned() throws {
        let summary = SessionSummary(older: try #require(SessionID("old")))
        #expect(summary.candidate == nil && summary.json["created"] == .null && summary.folder == "sessions/old")
    }
}
