import Domain
import Testing

@Suite struct SessionTurnsWaitingTests {
    private let a = turn(1)
    private let b = turn(2)

    private func running(_ attendance: SessionTurns.Attendance = .unattended) throws -> SessionTurns {
        var limits = SessionTurns.Limits()
        limits.wallClock = .seconds(100)
        limits.absence = .seconds(50)
        var turns = SessionTurns(limits: limits)
        try turns.accept(a, .enqueue, attendance)
        _ = turns.recorded(a)
        turns.began(a, now: .seconds(10))
        return turns
    }

    @Test func anUnattendedTurnIsNeverAbandoned() throws {
        var turns = try running()
        #expect(turns.deadline == .seconds(110))
        turns.follow(a)
        #expect(turns.leave(a, now: .seconds(20)) == [] && turns.due(now: .seconds(90)) == [])
        #expect(turns.due(now: .seconds(110)) == [.interrupt(a, .timedOut)])
    }

    @Test func anUnattendedTurnThatWaitsForAProcessIsNotAbandonedEither() throws {
        var turns = try running()
        try turns.accept(b, .enqueue, .unattended)
        _ = turns.recorded(b)
        #expect(turns.due(now: .seconds(109)) == [])
    }

    @Test func aRestoredUnattendedTurnIsNotAbandoned() {
        var turns = SessionTurns()
        #expect(turns.restore(a, .unattended, now: .zero) == [.start(a)])
        turns.began(a, now: .seconds(10))
        #expect(turns.due(now: .seconds(1000)) == [])
    }

    @Test func timeStandsStillWhileATurnWaits() throws {
        var turns = try running()
        turns.waits(a, now: .seconds(60))
        turns.waits(a, now: .seconds(70))
        #expect(turns.deadline == nil && turns.due(now: .seconds(86_400)) == [])
        turns.goesOn(a, now: .seconds(1060))
        #expect(turns.deadline == .seconds(1110))
        #expect(turns.due(now: .seconds(1109)) == [] && turns.due(now: .seconds(1110)) == [.interrupt(a, .timedOut)])
    }

    @Test func aParkedTurnHoldsItsPlaceAndEndsAtOnceWhenItIsInterrupted() throws {
        var turns = try running()
        turns.waits(a, now: .seconds(60))
        #expect(turns.parked(a, now: .seconds(61)) == [] && turns.isParked && turns.current == a)
        try turns.accept(b, .enqueue, .unattended)
        #expect(turns.recorded(b) == [])
        #expect(turns.interrupt(a, .requested) == [.end(a, .requested)])
        #expect(turns.ended(a) == [.start(b)])
    }

    @Test func aTurnThatIsCutOffWhileItsProcessLetsGoEnds() throws {
        var turns = try running()
        #expect(turns.interrupt(a, .requested) == [.interrupt(a, .requested)])
        #expect(turns.parked(a, now: .seconds(20)) == [.end(a, .requested)])
    }

    @Test func aTurnThatAStopCutsOffWhileItsProcessLetsGoIsLeftForTheNextServer() throws {
        var turns = try running()
        #expect(turns.interruptAll(.shuttingDown) == [.interrupt(a, .shuttingDown)])
        #expect(turns.parked(a, now: .seconds(20)) == [] && turns.isParked && turns.interruption == nil)
        #expect(turns.interruptAll(.shuttingDown) == [])
    }

    @Test func aResumedTurnIsInterruptedLikeAnyOther() throws {
        var turns = try running()
        _ = turns.parked(a, now: .seconds(60))
        turns.resumed(a)
        #expect(!turns.isParked && turns.interrupt(a, .requested) == [.interrupt(a, .requested)])
    }

    @Test func aStopOfTheServerLeavesAParkedTurnAndWhatWaitsBehindIt() throws {
        var turns = try running()
        _ = turns.parked(a, now: .seconds(60))
        try turns.accept(b, .enqueue, .unattended)
        _ = turns.recorded(b)
        #expect(turns.interruptAll(.shuttingDown) == [] && turns.current == a && turns.queued == [b])
        #expect(turns.interruptAll(.requested) == [.drop(b, .requested), .end(a, .requested)])
    }

    @Test func aParkedTurnComesFirstAfterARestart() {
        var turns = SessionTurns()
        turns.restoreParked(a, now: .seconds(1))
        #expect(turns.restore(b, .unattended, now: .seconds(1)) == [] && turns.isParked && turns.deadline == nil)
        turns.resumed(a)
        turns.goesOn(a, now: .seconds(5000))
        #expect(turns.deadline == .seconds(6800))
        #expect(turns.ended(a) == [.start(b)])
    }
}
