import Domain
import Testing

@Suite struct OpenCallsTests {
    private typealias Action = OpenCalls.Action

    private let start = Duration.seconds(100)
    private let one = WaitingCall(id: "one", name: "Bash", kind: .confirmation)
    private let two = WaitingCall(id: "two", name: "mcp__custom__ask", kind: .customTool)

    private func calls(canPostpone: Bool = true) -> OpenCalls { OpenCalls(hold: .seconds(10), canPostpone: canPostpone) }

    private func expect(_ actions: [Action], _ wanted: [Action], at place: SourceLocation = #_sourceLocation) {
        #expect(actions == wanted, sourceLocation: place)
    }

    /// A message with these calls, the first of which is asked about.
    private func waiting(_ open: WaitingCall..., canPostpone: Bool = true) -> OpenCalls {
        var calls = calls(canPostpone: canPostpone)
        calls.messageBegan()
        for call in open { _ = calls.called(call.id, call.name, call.kind, now: start) }
        _ = calls.asked(open[0].id, open[0].name, open[0].kind, now: start)
        _ = calls.messageComplete(now: start)
        return calls
    }

    @Test func aCallThatGoesAheadIsAnsweredAtOnce() {
        var calls = calls()
        calls.messageBegan()
        _ = calls.called("free", "Read", nil, now: start)
        #expect(calls.asked("free", "Read", nil, now: start) == [.answer("free", .proceed)])
        #expect(calls.messageComplete(now: start) == [] && !calls.isWaiting)
        #expect(calls.finished("free", now: start) == [])
    }

    @Test(arguments: [true, false])
    func aTurnWaitsOnceTheMessageIsCompleteAndSomethingIsAsked(isAskedFirst: Bool) {
        var calls = calls()
        calls.messageBegan()
        _ = calls.called(one.id, one.name, one.kind, now: start)
        let ask = { (calls: inout OpenCalls) in calls.asked("one", "Bash", .confirmation, now: .seconds(100)) }
        expect(isAskedFirst ? ask(&calls) : calls.messageComplete(now: start), [])
        #expect(!calls.isWaiting)
        expect(isAskedFirst ? calls.messageComplete(now: start) : ask(&calls), [.wait([one])])
        #expect(calls.isWaiting && calls.waiting == [one])
    }

    @Test func theQuestionMayComeBeforeTheMessageTellsOfTheCall() {
        var calls = calls()
        calls.messageBegan()
        #expect(calls.asked(one.id, one.name, one.kind, now: start) == [])
        _ = calls.called(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [.wait([one])])
    }

    @Test func aQuestionThatComesBeforeItsMessageWaitsForAllOfIt() throws {
        var calls = calls()
        #expect(calls.asked(one.id, one.name, one.kind, now: start) == [])
        #expect(calls.waiting == [] && calls.postpone() == [])
        calls.messageBegan()
        #expect(calls.called(one.id, one.name, one.kind, now: start) == [])
        #expect(calls.called(two.id, two.name, two.kind, now: start) == [])
        #expect(calls.messageComplete(now: start) == [.wait([one, two])])
        #expect(calls.postpone() == [])
        #expect(try calls.answered(one.id, .confirmation, .proceed, now: start) == [.answer(one.id, .proceed)])
        #expect(calls.isAllowed(one.id))
    }

    @Test func aToolThatStartsBeforeItsMessageIsAtWork() {
        var calls = calls()
        #expect(calls.asked("free", "Read", nil, now: start) == [.answer("free", .proceed)])
        calls.messageBegan()
        _ = calls.called("free", "Read", nil, now: start)
        _ = calls.called(one.id, one.name, one.kind, now: start)
        _ = calls.asked(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [] && calls.isAllowed("free"))
        #expect(calls.finished("free", now: start) == [.wait([one])])
    }

    @Test func aQuestionThatIsTakenBackWithItsMessageHoldsUpNothing() {
        var calls = calls()
        _ = calls.asked("lost", "Bash", .confirmation, now: start)
        calls.withdrawn("lost")
        calls.messageBegan()
        _ = calls.called(one.id, one.name, one.kind, now: start)
        _ = calls.asked(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [.wait([one])])
    }

    @Test func aTurnDoesNotWaitWhileAToolRuns() {
        var calls = calls()
        calls.messageBegan()
        _ = calls.called("free", "Read", nil, now: start)
        _ = calls.called(one.id, one.name, one.kind, now: start)
        _ = calls.asked("free", "Read", nil, now: start)
        _ = calls.asked(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [])
        #expect(calls.finished("free", now: start) == [.wait([one])])
    }

    @Test(arguments: [OpenCalls.Verdict.proceed, .refuse])
    func anAnswerGoesToTheProgram(verdict: OpenCalls.Verdict) throws {
        var calls = waiting(one)
        expect(try calls.answered("one", .confirmation, verdict, now: start), [.answer("one", verdict)])
        #expect(!calls.isWaiting && calls.waiting == [] && calls.deadline == nil)
        #expect(calls.finished("one", now: start) == [] && calls.due(now: start + .seconds(60)) == [])
    }

    @Test func allCallsOfAMessageAreWaitedForThoughOnlyOneIsAskedAboutYet() throws {
        var calls = waiting(one, two)
        #expect(calls.waiting == [one, two])
        expect(try calls.answered("two", .customTool, .proceed, now: start), [.wait([one])])
        expect(try calls.answered("one", .confirmation, .proceed, now: start), [.answer("one", .proceed)])
        #expect(calls.finished("one", now: start) == [])
        #expect(calls.asked("two", two.name, two.kind, now: start) == [.answer("two", .proceed)])
    }

    @Test func whatIsLeftIsSaidAgainWhenTheAnsweredCallHasRun() throws {
        var calls = waiting(one, two)
        expect(try calls.answered("one", .confirmation, .proceed, now: start), [.answer("one", .proceed)])
        #expect(!calls.isWaiting)
        #expect(calls.asked("two", two.name, two.kind, now: start + .seconds(1)) == [])
        #expect(calls.finished("one", now: start + .seconds(1)) == [.wait([two])])
        #expect(calls.isWaiting && calls.deadline == start + .seconds(11))
    }

    @Test func unknownAndDoubledAnswersAreRefused() throws {
        var calls = waiting(one, two)
        #expect(throws: OpenCalls.Refusal.unknown) { try calls.answered("three", .confirmation, .proceed, now: start) }
        #expect(throws: OpenCalls.Refusal.unknown) { try calls.answered("one", .customTool, .proceed, now: start) }
        _ = try calls.answered("one", .confirmation, .refuse, now: start)
        #expect(throws: OpenCalls.Refusal.answered) { try calls.answered("one", .confirmation, .proceed, now: start) }
        _ = calls.finished("one", now: start)
        #expect(throws: OpenCalls.Refusal.unknown) { try calls.answered("one", .confirmation, .proceed, now: start) }
    }

    @Test func aCallThatGoesAheadTakesNoAnswer() {
        var calls = calls()
        _ = calls.called("free", "Read", nil, now: start)
        #expect(throws: OpenCalls.Refusal.unknown) { try calls.check("free", .confirmation) }
    }

    @Test func theOnlyOpenCallIsPutOffWhenTheHoldIsOver() {
        var calls = waiting(one)
        #expect(calls.deadline == start + .seconds(10) && calls.canPark)
        #expect(calls.due(now: start + .seconds(9)) == [])
        #expect(calls.due(now: start + .seconds(10)) == [.postpone("one")])
        #expect(calls.due(now: start + .seconds(20)) == [] && calls.deadline == nil)
        #expect(calls.parked("one", now: start + .seconds(11)) == [.park] && calls.isParked)
        #expect(calls.waiting == [one])
    }

    @Test func anAnswerResumesAParkedTurnAndIsGivenWhenItIsAskedForAgain() throws {
        var calls = waiting(one)
        _ = calls.postpone()
        _ = calls.parked("one", now: start)
        expect(try calls.answered("one", .confirmation, .refuse, now: start), [.resume])
        #expect(throws: OpenCalls.Refusal.answered) { try calls.answered("one", .confirmation, .proceed, now: start) }
        #expect(calls.resumed() == [] && !calls.isParked && !calls.isWaiting)
        #expect(calls.asked("one", one.name, one.kind, now: start) == [.answer("one", .refuse)])
        #expect(!calls.isAllowed("one") && calls.finished("one", now: start) == [])
    }

    @Test func aProcessThatAsksBeforeItHasTheTurnHasToWait() throws {
        var calls = waiting(one)
        _ = calls.postpone()
        _ = calls.parked("one", now: start)
        _ = try calls.answered("one", .confirmation, .proceed, now: start)
        #expect(calls.asked("one", one.name, one.kind, now: start) == [] && !calls.isAllowed("one"))
        #expect(calls.resumed() == [.answer("one", .proceed)] && calls.isAllowed("one"))
    }

    @Test func anAnswerThatComesWhileTheProcessLetsGoResumesTheTurnAtOnce() throws {
        var calls = waiting(one)
        _ = calls.postpone()
        expect(try calls.answered("one", .confirmation, .proceed, now: start), [])
        #expect(calls.parked("one", now: start) == [.park, .resume])
    }

    @Test func whatNobodyPutOffIsNotParked() {
        var calls = waiting(one)
        #expect(calls.parked("one", now: start) == [])
        _ = calls.postpone()
        #expect(calls.parked("other", now: start) == [] && !calls.isParked)
    }

    @Test func noneOfSeveralCallsIsPutOff() throws {
        var calls = waiting(one, two)
        #expect(calls.deadline == nil && calls.postpone() == [] && !calls.canPark)
        _ = try calls.answered("one", .confirmation, .proceed, now: start)
        _ = calls.asked("two", two.name, two.kind, now: start)
        #expect(calls.postpone() == [])
        _ = calls.finished("one", now: start)
        #expect(calls.postpone() == [.postpone("two")])
    }

    @Test func aCallBesideOneThatGoesAheadAndHasNotRunIsNotPutOff() {
        var calls = calls()
        calls.messageBegan()
        _ = calls.called(one.id, one.name, one.kind, now: start)
        _ = calls.called("free", "Bash", nil, now: start)
        _ = calls.asked(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [.wait([one])])
        #expect(calls.postpone() == [] && calls.deadline == nil)
    }

    @Test func aProgramThatCannotPutCallsOffKeepsThem() {
        var calls = waiting(one, canPostpone: false)
        #expect(calls.isWaiting && calls.deadline == nil && !calls.canPark)
        calls.canPostpone = true
        #expect(calls.canPark && calls.due(now: start + .seconds(10)) == [.postpone("one")])
    }

    @Test func aCallOfAnAgentBelowWaitsThoughTheToolThatRunsItIsAtWork() {
        var calls = calls()
        calls.messageBegan()
        _ = calls.called("task", "Task", nil, now: start)
        _ = calls.asked("task", "Task", nil, now: start)
        _ = calls.messageComplete(now: start)
        #expect(calls.asked(one.id, one.name, one.kind, isMain: false, now: start) == [.wait([one])])
        #expect(calls.isWaiting && calls.postpone() == [])
    }

    @Test func aQuestionThatIsTakenBackIsNotPutOff() {
        var calls = waiting(one)
        calls.withdrawn("one")
        #expect(calls.postpone() == [] && calls.waiting == [one])
    }

    @Test func whatIsLeftOfAnEarlierMessageIsForgotten() {
        var calls = calls()
        _ = calls.called("lost", "Bash", .confirmation, now: start)
        calls.messageBegan()
        _ = calls.called(one.id, one.name, one.kind, now: start)
        _ = calls.asked(one.id, one.name, one.kind, now: start)
        #expect(calls.messageComplete(now: start) == [.wait([one])])
    }

    @Test func aParkedTurnIsTheSameAfterARestart() throws {
        var calls = calls()
        #expect(calls.restore([one], answered: [:]) == [])
        #expect(calls.isParked && calls.waiting == [one] && calls.canPark && calls.deadline == nil)
        expect(try calls.answered("one", .confirmation, .proceed, now: start), [.resume])
    }

    @Test func aParkedTurnThatHadItsAnswerGoesOnAfterARestart() {
        var calls = calls()
        #expect(calls.restore([one], answered: ["one": .refuse]) == [.resume])
        #expect(calls.resumed() == [])
        #expect(calls.asked("one", one.name, one.kind, now: start) == [.answer("one", .refuse)])
    }

    @Test func aRestoredTurnWithOneOfTwoAnswersWaitsForTheOther() throws {
        var calls = calls()
        #expect(calls.restore([one, two], answered: ["one": .proceed]) == [])
        #expect(calls.waiting == [two])
        expect(try calls.answered("two", .customTool, .proceed, now: start), [.resume])
    }
}
