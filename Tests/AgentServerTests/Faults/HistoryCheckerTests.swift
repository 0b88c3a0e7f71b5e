import Domain
import HTTP
import Journal
import Testing

@testable import AgentServer

/// The checker finds every way in which a history can be wrong that the programme of kills looks for.
@Suite struct HistoryCheckerTests {
    private let session: SessionID
    private let turn = TurnID(milliseconds: 1, randomness: [])
    private let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"

    init() throws { session = try #require(SessionID("a")) }

    /// One turn: accepted, started, three frames, done.
    private var events: [JournalEvent] {
        let drafts: [JournalDraft] =
            [.accepted(AcceptedPrompt(uuid: uuid, text: "hello"), turn: turn), .started(turn, .new)]
            + (1...3).map { .frame(Self.frame($0), turn: turn) } + [.ended(turn, .done(sessionCost: nil))]
        return Self.numbered(drafts)
    }

    private static func frame(_ number: Int) -> [UInt8] {
        let text = #"{"type":"text","text":"turn \#(number); first prompt was token-x"}"#
        return Array(
            #"{"type":"assistant","message":{"id":"m","model":"m","role":"assistant","content":[\#(text)]},"session_id":"s"}"#.utf8
        )
    }

    private static func numbered(_ drafts: [JournalDraft]) -> [JournalEvent] {
        zip(1..., drafts).map { JournalEvent(number: $0, time: Int64($0), turn: $1.turn, kind: $1.kind, body: $1.body) }
    }

    private var seen: [ServerSentEvent] { events.compactMap(ContractEvent.frame) }

    private func snapshot(_ events: [JournalEvent]) -> SessionSnapshot? { SessionState.fold(nil, events) }

    /// What is found in a journal that was read once, or as `first` before.
    private func violations(first: [JournalEvent]? = nil, _ events: [JournalEvent], _ seen: [ServerSentEvent] = [], status: Int? = 200)
        -> [String]
    {
        var checker = HistoryChecker()
        if let first { checker.read(session, after: 0, first, snapshot(first)) }
        checker.read(session, after: 0, events, nil)
        var view = ClientView(session: session, prompt: "hello")
        (view.turn, view.status, view.events) = (turn, status, seen)
        checker.check(view)
        checker.checkEnds()
        checker.checkMemory()
        return checker.violations
    }

    @Test func aGoodHistoryHasNoViolations() {
        #expect(seen.count == 4)
        #expect(violations(first: Array(events.prefix(3)), events, seen) == [])
        for count in 0...4 { #expect(violations(events, Array(seen.prefix(count))) == []) }
    }

    private let call = WaitingCall(id: "c", name: "Bash", kind: .confirmation)
    private var answered: JournalDraft {
        .answered(turn, CallAnswer(toolUseID: "c", reply: .confirmation(allows: true, message: nil)), uuid: uuid)
    }

    /// The turn with these events before its last frame.
    private func waiting(_ drafts: [JournalDraft]) -> [JournalEvent] {
        let all = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }
        return Self.numbered(all.prefix(4) + drafts + all.suffix(2))
    }

    @Test func aTurnThatWaitsMayDoSoWithAProcessOrWithout() {
        let parked = JournalDraft.parked(turn, sessionCost: nil, SessionUsage())
        let goesOn = JournalDraft.continued(turn, .resume)
        #expect(violations(waiting([.waiting(turn, [call]), answered])) == [])
        #expect(violations(waiting([.waiting(turn, [call]), parked, answered, goesOn])) == [])
        #expect(violations(waiting([.waiting(turn, [call]), answered, parked, goesOn])) == [])
    }

    @Test func whatCannotBeInATurnThatWaitsIsFound() {
        let parked = JournalDraft.parked(turn, sessionCost: nil, SessionUsage())
        let goesOn = JournalDraft.continued(turn, .resume)
        let wrong: [[JournalDraft]] = [
            [.waiting(turn, [])], [.waiting(turn, [call]), answered, answered], [.waiting(turn, [call]), parked],
            [.waiting(turn, [call]), parked, parked, answered, goesOn], [.waiting(turn, [call]), parked, goesOn],
            [.waiting(turn, [call]), answered, goesOn], [.waiting(turn, [call]), answered, .waiting(turn, [call])],
        ]
        for drafts in wrong { #expect(violations(waiting(drafts)).count == 1) }
    }

    private let end = JournalDraft(.sessionTerminated, body: Array("{}".utf8))

    @Test func whatCannotBeAfterTheEndOfASessionIsFound() {
        let drafts = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }
        #expect(violations(Self.numbered(drafts + [end])) == [])
        #expect(violations(Self.numbered(drafts + [end, end])).contains { $0.contains("after the session's end") })
        #expect(violations(Self.numbered(drafts.dropLast() + [end])).contains { $0.contains("the session is over, and turns are not") })
    }

    @Test func aTurnThatWaitedWithoutAProcessAndIsLostIsFound() {
        let lost = JournalDraft.ended(turn, .failed(.restarted))
        let parked = JournalDraft.parked(turn, sessionCost: nil, SessionUsage())
        let drafts = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }.prefix(4)
        #expect(violations(Self.numbered(drafts + [.waiting(turn, [call]), lost])) == [])
        #expect(violations(Self.numbered(drafts + [.waiting(turn, [call]), parked, lost])).contains { $0.contains("without a process") })
    }

    @Test func aRemovedSessionThatIsThereAgainIsFound() {
        var checker = HistoryChecker()
        checker.read(session, after: 0, events, nil)
        checker.miss(session, isWanted: true)
        #expect(checker.violations == [])
        checker.read(session, after: 0, events, nil)
        #expect(checker.violations.contains { $0.contains("there again") })
        var other = HistoryChecker()
        other.read(session, after: 0, events, nil)
        other.miss(session, isWanted: false)
        #expect(other.violations.contains { $0.contains("are not there any more") })
    }

    @Test func aLostEventIsFound() {
        for index in 0..<3 {
            var seen = seen
            seen.remove(at: index)
            #expect(violations(events, seen).contains { $0.contains("was not seen, and a later one was") })
        }
        #expect(violations(first: events, Array(events.dropLast())).contains { $0.contains("are not there any more") })
        #expect(violations(events.filter { $0.number != 4 }).contains { $0.contains("event 5 follows event 3") })
        #expect(violations(Array(events.prefix(4)), Array(seen.prefix(3))).contains { $0.contains("was seen and is not stored") })
        #expect(violations(first: events, []).contains { $0.contains("not there any more") })
    }

    @Test func aDoubledEventIsFound() {
        for index in 0..<4 { #expect(!violations(events, Array(seen[...index]) + seen[index...]).isEmpty) }
        #expect(violations(events, seen + [seen[3]]).contains { $0.contains("2 terminal events were seen") })
        let drafts = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }
        for index in [0, 1, 5] { #expect(!violations(Self.numbered(Array(drafts[...index]) + drafts[index...])).isEmpty) }
    }

    @Test func aReorderedEventIsFound() {
        for index in 0..<3 {
            var seen = seen
            seen.swapAt(index, index + 1)
            #expect(violations(events, seen).contains { $0.contains("came after") })
        }
        for index in 0..<5 {
            var drafts = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }
            drafts.swapAt(index, index + 1)
            #expect(!violations(first: events, Self.numbered(drafts), seen).isEmpty)
        }
    }

    @Test func aChangedEventIsFound() {
        for index in 0..<4 {
            var seen = seen
            seen[index].data = (seen[index].data ?? []) + [0x20]
            #expect(violations(events, seen).contains { $0.contains("was seen otherwise than it is stored") })
        }
        var changed = events
        changed[2] = JournalEvent(number: 3, time: 3, turn: turn, kind: .frame, body: Self.frame(9))
        #expect(violations(first: events, changed).contains { $0.contains("event 3 is different") })
    }

    @Test func aPromptIsStoredAsItWasAnswered() {
        #expect(violations(events, status: nil) == [] && violations(events, seen, status: 200) == [])
        #expect(violations(events, status: 507).contains { $0.contains("refused with 507, and stored") })
        #expect(violations([], status: 200).contains { $0.contains("stored in 0 turns") })
        #expect(violations([], status: nil) == [] && violations([], status: 409) == [])
    }

    @Test func aTurnWithoutAnEndOrWithTooMuchIsFound() {
        #expect(violations(Array(events.dropLast())).contains { $0.contains("has no terminal event") })
        let drafts = events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) }
        #expect(violations(Self.numbered(drafts + [.frame(Self.frame(4), turn: turn)])).contains { $0.contains("after the end") })
        #expect(violations(Self.numbered([drafts[0]] + drafts.dropFirst(2))).contains { $0.contains("a frame before the start") })
    }

    @Test func aSnapshotThatIsNotWhatTheEventsMakeOfItIsFound() {
        var checker = HistoryChecker()
        checker.read(session, after: 0, events, snapshot(Array(events.dropLast())))
        #expect(checker.violations.contains { $0.contains("snapshot") })
    }

    @Test func aPromptThatWasGivenTwiceOrTooEarlyIsFound() {
        var checker = HistoryChecker()
        checker.read(session, after: 0, events, nil)
        checker.checkGiven([uuid: 1, "another": 3])
        #expect(checker.violations == [])
        checker.checkGiven([uuid: 2])
        #expect(checker.violations.contains { $0.contains("2 times") })
        var early = HistoryChecker()
        early.read(session, after: 0, [events[0]], nil)
        early.checkGiven([uuid: 1])
        #expect(early.violations.contains { $0.contains("before that was stored") })
    }

    @Test func anAgentThatHasForgottenIsFound() {
        let second = TurnID(milliseconds: 2, randomness: [])
        func history(_ number: Int) -> [JournalEvent] {
            let drafts: [JournalDraft] = [
                .accepted(AcceptedPrompt(uuid: "u", text: "more"), turn: second), .started(second, .live),
                .frame(Self.frame(number), turn: second), .ended(second, .done(sessionCost: nil)),
            ]
            return Self.numbered(events.map { JournalDraft($0.kind, turn: $0.turn, body: $0.body) } + drafts)
        }
        #expect(violations(history(4)) == [])
        #expect(violations(history(3)).contains { $0.contains("says prompt 3") })
    }

    @Test func bothAgentsAreUnderstood() {
        func frame(_ text: String) -> [UInt8] {
            Array(#"{"type":"assistant","message":{"content":[{"type":"text","text":"\#(text)"}]}}"#.utf8)
        }
        #expect(AgentMemory(frame("turn 12; first prompt was [[fake:wait 3]] token-a-1")) == AgentMemory(number: 12, first: "token-a-1"))
        let real = #"This is your 22nd message; the first was \"token-a-1\". You said: \"token-b-7\"."#
        #expect(AgentMemory(frame(real)) == AgentMemory(number: 22, first: "token-a-1"))
        #expect(AgentMemory(frame(#"This is your 1st message. You said: \"token-b-7\"."#)) == AgentMemory(number: 1, first: "token-b-7"))
        #expect(
            AgentMemory(frame("hello")) == nil && AgentMemory(Array(#"{"type":"user","text":"turn 1; first prompt was x"}"#.utf8)) == nil
        )
    }

    @Test func anAnswerIsReadAsFarAsItCame() {
        let head = "HTTP/1.1 200 OK\r\nRoost-Turn: \(turn)\r\nX: y\r\n\r\nretry: 1000\r\n\r\n"
        let text = head + "id: 3\r\nevent: message\r\ndata: {}\r\n\r\nid: 4\r\nevent: done\r\n\r\n"
        let counts = (0...text.utf8.count).map { FaultReply(Array(text.utf8.prefix($0))).events.count }
        #expect(counts == counts.sorted() && counts.last == 2 && counts.first == 0)
        let reply = FaultReply(Array(text.utf8))
        #expect(reply.status == 200 && reply.turn == turn && reply.events.map(\.id) == ["3", "4"])
        #expect(FaultReply(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)).status == 204)
    }
}
