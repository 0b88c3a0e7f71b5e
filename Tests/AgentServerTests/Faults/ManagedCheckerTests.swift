import Domain
import JSON
import Journal
import Records
import Testing

@testable import AgentServer

/// The checker finds every way in which a session of /v1 can be wrong that the programme of kills looks for.
@Suite struct ManagedCheckerTests {
    private let session: SessionID
    private let turn = TurnID(milliseconds: 1, randomness: [])
    private let call = WaitingCall(id: "c", name: "Bash", kind: .confirmation)
    private let custom = WaitingCall(id: "c", name: "mcp__custom__weather", kind: .customTool)

    init() throws { session = try #require(SessionID("sesn_a")) }

    private var event: String { ManagedEventID(session: session).call("c") }

    private func record(_ change: (inout StoredSession) -> Void = { _ in }) -> StoredSession? {
        guard var stored = StoredSession.unfinished(Record(StoredSession.kind, id: session.text, created: 0)) else { return nil }
        change(&stored)
        return stored
    }

    private static func numbered(_ drafts: [JournalDraft]) -> [JournalEvent] {
        zip(1..., drafts).map { JournalEvent(number: $0, time: Int64($0), turn: $1.turn, kind: $1.kind, body: $1.body) }
    }

    private func answered(_ reply: CallAnswer.Reply) -> JournalDraft {
        .answered(turn, CallAnswer(toolUseID: "c", reply: reply), uuid: "u")
    }

    private func result(_ text: String, isError: Bool = false) -> JournalDraft {
        let block = #"{"type":"tool_result","tool_use_id":"c","content":"\#(text)","is_error":\#(isError)}"#
        return .frame(Array(#"{"type":"user","message":{"content":[\#(block)]}}"#.utf8), turn: turn)
    }

    /// What is found after clients wished this and that, with these events, once everything has come to rest.
    private func violations(
        _ deeds: [(ManagedDeed.Wish, Int?)],
        _ drafts: [JournalDraft],
        ran: Int = 0,
        _ change: (inout ManagedFacts) -> Void = { _ in }
    ) -> [String] {
        var checker = ManagedChecker()
        checker.note(([(.create, 200)] + deeds).map { ManagedDeed(session: session, wish: $0.0, status: $0.1) })
        var facts = ManagedFacts(record: record(), events: Self.numbered(drafts), hasFolder: true, ran: ["c": ran])
        change(&facts)
        checker.read([session: facts], isFinal: true)
        return checker.violations
    }

    /// A turn that waited for a call, with what came after.
    private func turn(_ call: WaitingCall, _ rest: [JournalDraft]) -> [JournalDraft] {
        [.started(turn, .new), .waiting(turn, [call])] + rest + [.ended(turn, .done(sessionCost: nil))]
    }

    @Test func whatWasSaidAgainIsThereOnce() {
        let once = [
            JournalDraft.accepted(AcceptedPrompt(uuid: "u", content: .blocks([.text("x")])), turn: turn),
            .ended(turn, .done(sessionCost: nil)),
        ]
        let said = [(ManagedDeed.Wish.message("x"), Int?.none), (.message("x"), 200)]
        #expect(violations(said, once).isEmpty)
        #expect(violations(said, once + once).contains { $0.contains("was told x 2 times") })
        #expect(violations(said, [.started(turn, .new)]).contains { $0.contains("not stored") })
    }

    private let yes = CallAnswer.Reply.confirmation(allows: true, message: nil)
    private let no = CallAnswer.Reply.confirmation(allows: false, message: "why")
    private let sunny = CallAnswer.Reply.result(content: [["type": "text", "text": "sunny"]], isError: nil)

    @Test func goodHistoriesHaveNoViolations() {
        #expect(violations([(.allow(event: event), 200)], turn(call, [answered(yes), result("done")]), ran: 1) == [])
        #expect(violations([(.allow(event: event), nil)], turn(call, [answered(yes), result("done")]), ran: 1) == [])
        #expect(violations([(.deny(event: event, reason: "why"), 200)], turn(call, [answered(no), result("why", isError: true)])) == [])
        #expect(violations([(.result(event: event, text: "sunny"), 200)], turn(custom, [answered(sunny), result("sunny")])) == [])
        let interrupted = turn(call, []).dropLast() + [.ended(turn, .failed(.restarted))]
        #expect(violations([(.allow(event: event), nil)], Array(interrupted)) == [])
    }

    @Test func aCallThatRanTwiceOrUnallowedIsFound() {
        let allowed = turn(call, [answered(yes), result("done")])
        #expect(violations([(.allow(event: event), 200)], allowed, ran: 2).contains { $0.contains("ran 2 times") })
        let denied = turn(call, [answered(no), result("why", isError: true)])
        #expect(violations([(.deny(event: event, reason: "why"), 200)], denied, ran: 1).contains { $0.contains("nobody allowed it") })
        #expect(violations([], turn(call, []), ran: 1).contains { $0.contains("nobody allowed it") })
    }

    @Test func aCallThatSaysByItsWordThatItRanTwiceIsFound() {
        let use = #"{"type":"tool_use","id":"c","name":"Bash","input":{"command":"echo token-a >> ran; echo done"}}"#
        let frame = JournalDraft.frame(Array(#"{"type":"assistant","message":{"content":[\#(use)]}}"#.utf8), turn: turn)
        let drafts = [frame] + turn(call, [answered(yes), result("done")])
        let deeds: [(ManagedDeed.Wish, Int?)] = [(.allow(event: event), 200)]
        #expect(violations(deeds, drafts) { $0.ran = ["token-a": 1] } == [])
        #expect(violations(deeds, drafts) { $0.ran = ["token-a": 2] }.contains { $0.contains("ran 2 times") })
        #expect(violations(deeds, drafts) { $0.ran = ["token-b": 2] } == [])
    }

    @Test func anAnswerThatDoesNotReachTheModelOnceIsFound() {
        let deeds: [(ManagedDeed.Wish, Int?)] = [(.result(event: event, text: "sunny"), 200)]
        #expect(violations(deeds, turn(custom, [answered(sunny)])).contains { $0.contains("did not reach the model") })
        let twice = turn(custom, [answered(sunny), result("sunny"), result("sunny")])
        #expect(violations(deeds, twice).contains { $0.contains("reached the model 2 times") })
        #expect(violations(deeds, turn(custom, [answered(sunny), result("rain")])).contains { $0.contains("as rain") })
        #expect(violations([], turn(custom, [result("sunny")])).contains { $0.contains("has a result, and nobody answered it") })
    }

    @Test func anAnswerThatIsStoredOtherwiseThanItWasToldIsFound() {
        let both: [(ManagedDeed.Wish, Int?)] = [(.allow(event: event), 200), (.deny(event: event, reason: "why"), 200)]
        #expect(violations(both, turn(call, [answered(yes), result("done")]), ran: 1).contains { $0.contains("took 2 answers") })
        #expect(violations([(.allow(event: event), 200)], turn(call, [])).contains { $0.contains("that is not stored") })
        let refused: [(ManagedDeed.Wish, Int?)] = [(.allow(event: event), 400)]
        #expect(violations(refused, turn(call, [answered(yes), result("done")]), ran: 1).contains { $0.contains("that nobody gave") })
        let twice = turn(call, [answered(yes), answered(yes), result("done")])
        #expect(violations([(.allow(event: event), 200)], twice, ran: 1).contains { $0.contains("was answered 2 times") })
    }

    private let end = JournalDraft(.sessionTerminated, body: Array("{}".utf8))

    private func archived(_ facts: inout ManagedFacts) { facts.record = record { $0.record.archived = 1 } }

    @Test func anArchivedSessionThatIsNotOverIsFound() {
        let some = turn(call, [answered(yes), result("done")])
        let deeds: [(ManagedDeed.Wish, Int?)] = [(.allow(event: event), 200), (.archive, 200)]
        #expect(violations(deeds, some + [end], ran: 1, archived) == [])
        #expect(violations(deeds, some + [end], ran: 1).contains { $0.contains("was archived, and is not") })
        #expect(violations(deeds, some, ran: 1, archived).contains { $0.contains("archived, and over 0 times") })
        #expect(violations(deeds, some + [end, end], ran: 1, archived).contains { $0.contains("is over 2 times") })
        #expect(violations([(.archive, 409)], [end], archived).contains { $0.contains("nobody archived it") })
        #expect(violations([(.archive, nil)], [end]).contains { $0.contains("not archived, and over 1 times") })
        #expect(violations([(.archive, nil)], [end], archived) == [])
    }

    @Test func aDeletedSessionOfWhichSomethingIsLeftIsFound() {
        let deeds: [(ManagedDeed.Wish, Int?)] = [(.delete, 200)]
        #expect(violations(deeds, []) { $0 = ManagedFacts() } == [])
        let left: [(inout ManagedFacts) -> Void] = [
            { $0 = ManagedFacts(hasFolder: true) }, { $0 = ManagedFacts(fileCount: 1) },
            { $0 = ManagedFacts(events: Self.numbered([self.end])) }, { $0 = ManagedFacts(record: self.record()) },
        ]
        for change in left { #expect(violations(deeds, [], change).contains { $0.contains("something is left of it") }) }
        #expect(violations([(.delete, nil)], []) { $0 = ManagedFacts() } == [])
        #expect(violations([(.delete, 409)], []) { $0 = ManagedFacts() }.contains { $0.contains("nobody deleted it") })
        #expect(violations([(.delete, nil)], []) { $0 = ManagedFacts(hasFolder: true) }.contains { $0.contains("has no record") })
    }

    @Test func aDeletedSessionThatComesBackIsFound() {
        var checker = ManagedChecker()
        checker.note([ManagedDeed(session: session, wish: .create, status: 200), ManagedDeed(session: session, wish: .delete, status: nil)])
        checker.read([:], isFinal: false)
        #expect(checker.violations == [])
        checker.read([session: ManagedFacts(record: record())], isFinal: false)
        #expect(checker.violations.contains { $0.contains("is there again") })
    }

    @Test func whatIsLeftUndoneOrToldOtherwiseIsFound() {
        func title(_ text: String) -> JournalDraft {
            JournalDraft(.sessionUpdated, body: JSONValue.object(["title": .string(text)]).serialized())
        }
        let deeds: [(ManagedDeed.Wish, Int?)] = [(.retitle("b"), 200)]
        #expect(violations(deeds, [title("a"), title("b")]) { $0.record = record { $0.set("title", "b") } } == [])
        #expect(violations(deeds, [title("a")]) { $0.record = record { $0.set("title", "b") } }.contains { $0.contains("told last") })
        #expect(violations(deeds, []) { $0.record = record { $0.intend(.archive) } }.contains { $0.contains("left unfinished") })
    }
}
