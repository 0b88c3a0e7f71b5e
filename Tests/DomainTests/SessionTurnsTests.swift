import Domain
import Testing

@Suite struct SessionTurnsTests {
    private let a = turn(1)
    private let b = turn(2)
    private let c = turn(3)

    private func turns(depth: Int = 8, absence: Duration = .seconds(300)) -> SessionTurns {
        var limits = SessionTurns.Limits()
        limits.depth = depth
        limits.absence = absence
        limits.wallClock = .seconds(1800)
        return SessionTurns(limits: limits)
    }

    private func expect(_ actions: [SessionTurns.Action], _ wanted: [SessionTurns.Action], at place: SourceLocation = #_sourceLocation) {
        #expect(actions == wanted, sourceLocation: place)
    }

    @Test func aTurnStartsOnceItIsRecorded() throws {
        var turns = turns()
        try turns.accept(a)
        #expect(turns.current == nil && turns.queued == [a])
        #expect(turns.recorded(a) == [.start(a)] && turns.current == a && turns.queued == [])
        #expect(turns.recorded(a) == [])
        #expect(turns.ended(a) == [] && turns.isEmpty)
    }

    @Test func turnsRunOneAfterTheOtherInOrderOfAcceptance() throws {
        var turns = turns()
        for id in [a, b, c] { try turns.accept(id) }
        #expect(turns.recorded(c) == [] && turns.recorded(a) == [.start(a)] && turns.recorded(b) == [])
        #expect(turns.ended(a) == [.start(b)])
        #expect(turns.ended(b) == [.start(c)])
    }

    @Test func aTurnThatCouldNotBeRecordedGivesWayToTheNext() throws {
        var turns = turns()
        try turns.accept(a)
        try turns.accept(b)
        #expect(turns.recorded(b) == [])
        #expect(turns.ended(a) == [.start(b)])
    }

    @Test func aTurnCutOffBeforeItWasRecordedGivesWayToTheNext() throws {
        var turns = turns()
        try turns.accept(a)
        try turns.accept(b)
        _ = turns.recorded(b)
        #expect(turns.interrupt(a, .requested) == [.drop(a, .requested), .start(b)])
        #expect(turns.recorded(a) == [])
    }

    @Test func aTurnAbandonedBeforeItWasRecordedGivesWayToTheNext() throws {
        var turns = turns(absence: .zero)
        try turns.accept(a)
        try turns.accept(b)
        _ = turns.recorded(b)
        #expect(turns.leave(a, now: .seconds(1)) == [.drop(a, .abandoned), .start(b)])
    }

    @Test(arguments: [false, true]) func asManyWaitAsMayWhetherTheFirstHasStartedOrNot(isRecorded: Bool) throws {
        var turns = turns(depth: 1)
        try turns.accept(a)
        if isRecorded { _ = turns.recorded(a) }
        try turns.accept(b)
        #expect(throws: SessionTurns.Refusal.full) { try turns.accept(c) }
    }

    @Test func withoutDepthNobodyWaits() throws {
        var turns = turns(depth: 0)
        try turns.accept(a)
        #expect(throws: SessionTurns.Refusal.full) { try turns.accept(b) }
        _ = turns.recorded(a)
        #expect(throws: SessionTurns.Refusal.full) { try turns.accept(b) }
        #expect(throws: SessionTurns.Refusal.full) { try turns.accept(b, .interrupt) }
        #expect(turns.interruption == nil)
    }

    @Test func aBusySessionRefusesAPromptThatIsNotToWait() throws {
        var turns = turns()
        try turns.accept(a, .reject)
        #expect(throws: SessionTurns.Refusal.busy) { try turns.accept(b, .reject) }
        _ = turns.recorded(a)
        #expect(throws: SessionTurns.Refusal.busy) { try turns.accept(b, .reject) }
        _ = turns.ended(a)
        try turns.accept(b, .reject)
    }

    @Test func anInterruptingPromptComesNext() throws {
        var turns = turns()
        try turns.accept(a)
        _ = turns.recorded(a)
        try turns.accept(b)
        _ = turns.recorded(b)
        try turns.accept(c, .interrupt)
        #expect(turns.interruption == nil && turns.queued == [c, b])
        #expect(turns.recorded(c) == [.interrupt(a, .superseded)])
        #expect(turns.interruption == .superseded)
        #expect(turns.ended(a) == [.start(c)] && turns.interruption == nil)
        #expect(turns.ended(c) == [.start(b)])
    }

    @Test func anInterruptingPromptReplacesTheTurnThatIsAboutToStart() throws {
        var turns = turns(depth: 0)
        try turns.accept(a)
        try turns.accept(b, .interrupt)
        #expect(turns.recorded(a) == [] && turns.recorded(b) == [.drop(a, .superseded), .start(b)])
    }

    @Test func aPromptThatIsNotStoredSupersedesNothing() throws {
        var turns = turns()
        try turns.accept(a)
        _ = turns.recorded(a)
        try turns.accept(b, .interrupt)
        #expect(turns.ended(b) == [] && turns.current == a && turns.interruption == nil && turns.queued == [])
    }

    @Test func promptsThatInterruptAreBoundedBeforeTheyAreStored() throws {
        var turns = turns(depth: 1)
        for id in [a, b, c] { try turns.accept(id, .interrupt) }
        #expect(throws: SessionTurns.Refusal.full) { try turns.accept(turn(99), .interrupt) }
    }

    @Test func aTurnIsInterruptedOnce() throws {
        var turns = turns()
        try turns.accept(a)
        _ = turns.recorded(a)
        turns.began(a, now: .zero)
        #expect(turns.interrupt(a, .requested) == [.interrupt(a, .requested)])
        #expect(turns.interrupt(a, .requested) == [])
        #expect(turns.deadline == nil && turns.due(now: .seconds(9999)) == [])
        #expect(turns.interruption == .requested)
        _ = turns.ended(a)
        #expect(turns.interrupt(a, .requested) == [])
    }

    @Test func theTimeOfATurnRunsFromItsBeginning() throws {
        var turns = turns()
        try turns.accept(a)
        _ = turns.recorded(a)
        #expect(turns.deadline == nil)
        turns.began(a, now: .seconds(10))
        #expect(turns.deadline == .seconds(1810) && turns.due(now: .seconds(1809)) == [])
        #expect(turns.due(now: .seconds(1810)) == [.interrupt(a, .timedOut)])
    }

    @Test func aTurnThatWaitsHasNotBegun() throws {
        var turns = turns()
        try turns.accept(a)
        turns.began(a, now: .zero)
        #expect(turns.deadline == nil)
    }

    @Test func aTurnSurvivesItsClientForAWhile() throws {
        var turns = turns()
        try turns.accept(a)
        _ = turns.recorded(a)
        #expect(turns.leave(a, now: .seconds(5)) == [] && turns.deadline == .seconds(305))
        turns.follow(a)
        #expect(turns.deadline == nil && turns.due(now: .seconds(400)) == [])
        #expect(turns.leave(a, now: .seconds(500)) == [])
        #expect(turns.due(now: .seconds(799)) == [] && turns.due(now: .seconds(800)) == [.interrupt(a, .abandoned)])
    }

    @Test func aTurnHasAsManyFollowersAsHaveCome() throws {
        var turns = turns(absence: .zero)
        try turns.accept(a)
        _ = turns.recorded(a)
        turns.follow(a)
        #expect(turns.leave(a, now: .zero) == [])
        #expect(turns.leave(a, now: .zero) == [.interrupt(a, .abandoned)])
    }

    @Test func whoeverLeavesTwiceDoesNotProlongATurn() {
        var turns = turns()
        #expect(turns.restore(a, now: .zero) == [.start(a)])
        turns.began(a, now: .zero)
        #expect(turns.leave(a, now: .seconds(200)) == [])
        #expect(turns.deadline == .seconds(300))
    }

    @Test func whatWasAcceptedBeforeARestartRunsInOrder() {
        var turns = turns()
        #expect(turns.restore(a, now: .zero) == [.start(a)])
        #expect(turns.restore(b, now: .zero) == [])
        #expect(turns.due(now: .seconds(1000)) == [])
        #expect(turns.ended(a) == [.start(b)])
        turns.began(b, now: .seconds(1000))
        #expect(turns.due(now: .seconds(1299)) == [])
        #expect(turns.due(now: .seconds(1300)) == [.interrupt(b, .abandoned)])
    }

    /// Its client did not leave: the server did.
    @Test func whatWasAcceptedBeforeARestartIsNotCutOffAtOnce() {
        var turns = turns(absence: .zero)
        #expect(turns.restore(a, now: .zero) == [.start(a)])
        turns.began(a, now: .zero)
        #expect(turns.due(now: .seconds(299)) == [] && turns.deadline == .seconds(300))
        turns.follow(a)
        #expect(turns.deadline != .seconds(300))
    }

    @Test func aTurnTheAgentBeganIsBoundedInTimeAlone() {
        var turns = turns()
        #expect(turns.beganByItself(a, now: .seconds(1)) && turns.current == a)
        #expect(!turns.beganByItself(b, now: .seconds(2)) && turns.current == a)
        turns.follow(a)
        #expect(turns.leave(a, now: .seconds(3)) == [])
        #expect(turns.deadline == .seconds(1801) && turns.due(now: .seconds(1800)) == [])
        #expect(turns.due(now: .seconds(1801)) == [.interrupt(a, .timedOut)])
    }

    @Test func aPromptWaitsForTheTurnTheAgentBegan() throws {
        var turns = turns()
        try turns.accept(a)
        #expect(turns.beganByItself(b, now: .zero) == true)
        #expect(turns.recorded(a) == [])
        #expect(turns.ended(b) == [.start(a)])
    }

    @Test func aClosedSessionFinishesWhatItHas() throws {
        var turns = turns()
        try turns.accept(a)
        turns.close()
        #expect(throws: SessionTurns.Refusal.closed) { try turns.accept(b) }
        #expect(turns.recorded(a) == [.start(a)])
    }

    @Test func everythingCanBeCutOff() throws {
        var turns = turns()
        for id in [a, b, c] { try turns.accept(id) }
        _ = turns.recorded(a)
        _ = turns.recorded(b)
        #expect(turns.interruptAll(.shuttingDown) == [.drop(b, .shuttingDown), .drop(c, .shuttingDown), .interrupt(a, .shuttingDown)])
        #expect(turns.interruptAll(.shuttingDown) == [])
        #expect(turns.ended(a) == [] && turns.isEmpty)
    }
}

/// The turn with this number.
func turn(_ number: Int) -> TurnID { TurnID(milliseconds: UInt64(number), randomness: []) }
