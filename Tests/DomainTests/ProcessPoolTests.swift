import Domain
import Testing

@Suite struct ProcessPoolTests {
    private func pool(capacity: Int = 2, spares: Int = 1) -> ProcessPool {
        var limits = ProcessPool.Limits()
        limits.capacity = capacity
        limits.spares = spares
        return ProcessPool(limits: limits)
    }

    private let key = PoolKey(rawValue: "k")
    private let other = PoolKey(rawValue: "o")
    private let a = session(1)
    private let b = session(2)
    private let c = session(3)

    /// A pool in which these sessions have an idle process each: numbers from 1, since seconds from 1.
    private func idle(_ sessions: [SessionID], capacity: Int) -> ProcessPool {
        var pool = pool(capacity: capacity)
        for (index, session) in sessions.enumerated() {
            _ = pool.request(session, key, isNew: true, now: .zero)
            _ = pool.started(number(index + 1), now: .zero)
            _ = pool.release(number(index + 1), now: .seconds(index + 1))
        }
        return pool
    }

    /// A pool in which these many bytes may be held by idle processes, and three sessions have a busy one each.
    private func pool(idleBytes: Int) -> ProcessPool {
        var limits = ProcessPool.Limits()
        limits.idleBytes = idleBytes
        var pool = ProcessPool(limits: limits)
        for (index, session) in [a, b, c].enumerated() {
            _ = pool.request(session, key, isNew: true, now: .zero)
            _ = pool.started(number(index + 1), now: .zero)
        }
        return pool
    }

    @Test func idleProcessesHoldNoMoreMemoryTogetherThanTheyMay() {
        var pool = pool(idleBytes: 100)
        #expect(pool.release(number(1), holding: 40, now: .seconds(1)) == [])
        #expect(pool.release(number(2), holding: 50, now: .seconds(2)) == [])
        #expect(pool.release(number(3), holding: 40, now: .seconds(3)) == [.end(number(2), .memory)], "the largest goes")
        #expect(pool.counts.idle == 2)
    }

    @Test func ofTheSameSizeTheLongestIdleGoes() {
        var pool = pool(idleBytes: 100)
        #expect(pool.release(number(2), holding: 60, now: .seconds(1)) == [])
        #expect(pool.release(number(1), holding: 60, now: .seconds(2)) == [.end(number(2), .memory)])
    }

    @Test func aProcessThatIsUsedAgainAtOnceHoldsNothingIdle() {
        var pool = pool(idleBytes: 100)
        _ = pool.request(a, key, isNew: false, now: .zero)
        #expect(pool.release(number(1), holding: 500, now: .seconds(1)) == [.use(number(1), a)])
        #expect(pool.release(number(2), holding: 90, now: .seconds(1)) == [])
    }

    /// A pool that keeps a spare, with a session that has process 1; spare 2 holds so many bytes of a hundred.
    private func pool(spareBytes: Int) -> (ProcessPool, [ProcessPool.Action]) {
        var limits = ProcessPool.Limits()
        limits.idleBytes = 100
        var pool = ProcessPool(limits: limits)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.keepSpares(of: [key], now: .seconds(1)) == [.startSpare(number(2), key)])
        let actions = pool.started(number(2), holding: spareBytes, now: .seconds(2))
        return (pool, actions)
    }

    @Test func sparesCountAndGoBeforeWhatIsMissed() {
        var (pool, actions) = pool(spareBytes: 30)
        #expect(actions == [])
        #expect(pool.release(number(1), holding: 80, now: .seconds(3)) == [.end(number(2), .memory)])
        // There is no room for another one as long as the session's own process waits.
        #expect(pool.ended(number(2), now: .seconds(20)) == [] && pool.due(now: .seconds(30)) == [])
        #expect(pool.deadline == .seconds(3) + pool.limits.idleTime)
        let again = pool.request(a, key, isNew: false, now: .seconds(40))
        #expect(again == [.use(number(1), a), .startSpare(number(3), key)])
    }

    @Test func aSpareThatAloneHoldsTooMuchIsNotTriedAgain() {
        var (pool, actions) = pool(spareBytes: 101)
        #expect(actions == [.end(number(2), .memory)])
        #expect(pool.ended(number(2), now: .seconds(3)) == [] && pool.due(now: .seconds(60)) == [] && pool.deadline == nil)
    }

    @Test func aSpareThatIsClaimedHoldsNothingParked() {
        var (pool, _) = pool(spareBytes: 90)
        #expect(pool.request(b, key, isNew: true, now: .seconds(3)).first == .claim(number(2), b))
        #expect(pool.release(number(1), holding: 90, now: .seconds(3)) == [])
    }

    @Test func aSessionGoesOnInItsOwnProcess() {
        var pool = pool()
        #expect(pool.request(a, key, isNew: true, now: .zero) == [.start(number(1), a)])
        #expect(pool.started(number(1), now: .zero) == [] && pool.counts.busy == 1)
        #expect(pool.release(number(1), now: .zero) == [] && pool.counts.idle == 1)
        #expect(pool.request(a, key, isNew: false, now: .zero) == [.use(number(1), a)])
    }

    @Test func aProcessStartedForSomethingElseIsReplaced() {
        var pool = idle([a], capacity: 2)
        #expect(pool.request(a, other, isNew: false, now: .seconds(2)) == [.end(number(1), .evicted)])
        #expect(pool.ended(number(1), now: .seconds(3)) == [.start(number(2), a)])
    }

    @Test func aSessionWaitsUntilItsOldProcessHasGone() {
        var pool = idle([a], capacity: 2)
        #expect(pool.end(number(1), because: .memory, now: .seconds(2)) == [.end(number(1), .memory)])
        #expect(pool.request(a, key, isNew: false, now: .seconds(3)) == [] && pool.waitingCount == 1)
        #expect(pool.ended(number(1), now: .seconds(4)) == [.start(number(2), a)])
    }

    @Test func whenThereIsNoRoomTheOneIdleLongestGoes() {
        var pool = idle([a, b], capacity: 2)
        #expect(pool.request(c, key, isNew: true, now: .seconds(9)) == [.end(number(1), .evicted)])
        #expect(pool.ended(number(1), now: .seconds(9)) == [.start(number(3), c)])
    }

    @Test func aSpareGoesBeforeAnIdleSession() {
        var pool = idle([a], capacity: 2)
        #expect(pool.keepSpares(of: [key], now: .seconds(8)) == [.startSpare(number(2), key)])
        _ = pool.started(number(2), now: .seconds(8))
        #expect(pool.request(b, key, isNew: false, now: .seconds(9)) == [.end(number(2), .evicted)])
    }

    @Test func aProcessEndsForOneThatWaitsAndNotForTwo() {
        var pool = idle([a, b], capacity: 2)
        #expect(pool.request(c, key, isNew: true, now: .seconds(9)) == [.end(number(1), .evicted)])
        #expect(pool.request(session(4), key, isNew: true, now: .seconds(9)) == [.end(number(2), .evicted)])
        #expect(pool.request(session(5), key, isNew: true, now: .seconds(9)) == [])
    }

    @Test func theFirstToWaitIsTheFirstToGetAPlace() {
        var pool = pool(capacity: 1)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.request(b, key, isNew: true, now: .zero) == [] && pool.request(c, key, isNew: true, now: .zero) == [])
        #expect(pool.release(number(1), now: .zero) == [.end(number(1), .evicted)])
        #expect(pool.ended(number(1), now: .zero) == [.start(number(2), b)])
    }

    @Test func aSessionThatAsksAgainAndAgainDoesNotKeepOthersOut() {
        var pool = pool(capacity: 1)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.started(number(1), now: .zero)
        _ = pool.request(b, key, isNew: true, now: .zero)
        #expect(pool.request(a, key, isNew: false, now: .zero) == [])
        #expect(pool.release(number(1), now: .zero) == [.end(number(1), .evicted)])
        #expect(pool.ended(number(1), now: .zero) == [.start(number(2), b)])
        _ = pool.started(number(2), now: .zero)
        #expect(pool.release(number(2), now: .zero) == [.end(number(2), .evicted)])
        #expect(pool.ended(number(2), now: .zero) == [.start(number(3), a)])
    }

    @Test func whoeverAskedAheadGoesOnWhenOthersHaveRoom() {
        var pool = idle([a, b], capacity: 2)
        _ = pool.request(a, key, isNew: false, now: .seconds(3))
        _ = pool.request(c, key, isNew: true, now: .seconds(3))
        _ = pool.request(a, key, isNew: false, now: .seconds(3))
        #expect(pool.release(number(1), now: .seconds(4)) == [.use(number(1), a)])
    }

    @Test func whoeverWithdrawsGetsNothing() {
        var pool = pool(capacity: 1)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.request(b, key, isNew: true, now: .zero)
        pool.withdraw(b)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.release(number(1), now: .zero) == [] && pool.waitingCount == 0)
    }

    @Test func aSpareIsClaimedOnce() {
        var pool = pool(capacity: 3)
        #expect(pool.keepSpares(of: [key], now: .zero) == [.startSpare(number(1), key)])
        #expect(pool.started(number(1), now: .zero) == [] && pool.counts.spare == 1)
        #expect(pool.request(a, key, isNew: true, now: .seconds(1)) == [.claim(number(1), a)])
        #expect(pool.request(b, key, isNew: true, now: .seconds(1)) == [.start(number(2), b)])
    }

    @Test func aSpareIsForNewSessionsOfItsKind() {
        var pool = pool(capacity: 3)
        _ = pool.keepSpares(of: [key], now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.request(a, key, isNew: false, now: .zero) == [.start(number(2), a)])
        #expect(pool.request(b, other, isNew: true, now: .zero) == [.start(number(3), b)])
    }

    @Test func theNextSpareIsStartedWhenThingsHaveSettled() {
        var pool = pool(capacity: 3)
        _ = pool.keepSpares(of: [key], now: .zero)
        _ = pool.started(number(1), now: .zero)
        _ = pool.request(a, key, isNew: true, now: .seconds(1))
        #expect(pool.deadline == .milliseconds(1500) && pool.due(now: .milliseconds(1499)) == [])
        #expect(pool.due(now: .milliseconds(1500)) == [.startSpare(number(2), key)])
        #expect(pool.due(now: .seconds(2)) == [])
    }

    @Test func aSpareThatIsNoLongerWantedEnds() {
        var pool = pool(capacity: 3)
        _ = pool.keepSpares(of: [key], now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.keepSpares(of: [other], now: .zero) == [.end(number(1), .evicted), .startSpare(number(2), other)])
        #expect(pool.keepSpares(of: [], now: .zero) == [])
        #expect(pool.started(number(2), now: .zero) == [.end(number(2), .evicted)])
    }

    enum Failure: CaseIterable { case died, wasEnded, diedLater }

    @Test(arguments: Failure.allCases) func aSpareThatFailsIsNotTriedAgainAtOnce(failure: Failure) {
        var pool = pool(capacity: 3)
        _ = pool.keepSpares(of: [key], now: .zero)
        if failure == .wasEnded { _ = pool.end(number(1), because: .failed, now: .zero) }
        if failure == .diedLater { _ = pool.started(number(1), now: .zero) }
        #expect(pool.ended(number(1), now: .zero) == [])
        #expect(pool.deadline == .seconds(10) && pool.due(now: .seconds(9)) == [])
        #expect(pool.due(now: .seconds(10)) == [.startSpare(number(2), key)])
    }

    @Test func noSpareTakesAPlaceThatSomebodyWaitsFor() {
        var pool = idle([a], capacity: 2)
        _ = pool.end(number(1), because: .memory, now: .seconds(1))
        _ = pool.request(a, key, isNew: false, now: .seconds(1))
        #expect(pool.keepSpares(of: [key], now: .seconds(5)) == [] && pool.deadline == nil)
        #expect(pool.ended(number(1), now: .seconds(6)) == [.start(number(2), a)])
    }

    @Test func aProcessThatMayNotBeIdleServesOneTurn() {
        var limits = ProcessPool.Limits()
        limits.idleTime = .zero
        var pool = ProcessPool(limits: limits)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.release(number(1), now: .zero) == [.end(number(1), .idle)])
        #expect(pool.request(a, key, isNew: false, now: .zero) == [] && pool.waitingCount == 1)
        #expect(pool.ended(number(1), now: .zero) == [.start(number(2), a)])
    }

    @Test func anIdleProcessEndsInTime() {
        var pool = idle([a], capacity: 2)
        #expect(pool.deadline == .seconds(601) && pool.due(now: .seconds(600)) == [])
        #expect(pool.due(now: .seconds(601)) == [.end(number(1), .idle)])
        #expect(pool.deadline == nil && pool.ended(number(1), now: .seconds(602)) == [] && pool.count == 0)
    }

    @Test func anOldProcessEndsBetweenTurns() {
        var pool = pool()
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.started(number(1), now: .zero)
        #expect(pool.due(now: .seconds(5 * 3600)) == [])
        #expect(pool.release(number(1), now: .seconds(5 * 3600)) == [.end(number(1), .age)])
    }

    @Test func aProcessThatMustNotBeUsedAgainEnds() {
        var pool = idle([a], capacity: 1)
        _ = pool.request(a, key, isNew: false, now: .seconds(2))
        #expect(pool.release(number(1), ending: .memory, now: .seconds(3)) == [.end(number(1), .memory)])
        #expect(pool.release(number(1), now: .seconds(3)) == [] && pool.end(number(1), because: .failed, now: .seconds(3)) == [])
    }

    @Test func aProcessThatDiesAtItsStartMakesRoom() {
        var pool = pool(capacity: 1)
        _ = pool.request(a, key, isNew: true, now: .zero)
        _ = pool.request(b, key, isNew: true, now: .zero)
        #expect(pool.ended(number(1), now: .zero) == [.start(number(2), b)])
        #expect(pool.started(number(1), now: .zero) == [] && pool.ended(number(1), now: .zero) == [])
    }

    @Test func aClosedPoolStartsNothingAndEndsWhatIsParked() {
        var pool = idle([a, b], capacity: 3)
        _ = pool.keepSpares(of: [key], now: .seconds(9))
        _ = pool.request(b, key, isNew: false, now: .seconds(9))
        #expect(pool.close(now: .seconds(9)) == [.end(number(1), .shuttingDown), .end(number(3), .shuttingDown)])
        #expect(pool.request(c, key, isNew: true, now: .seconds(9)) == [])
        #expect(pool.ended(number(1), now: .seconds(9)) == [] && pool.ended(number(3), now: .seconds(9)) == [])
    }

    @Test func inAClosedPoolASessionGoesOnIfItAsksAtOnce() {
        var pool = idle([a], capacity: 2)
        _ = pool.request(a, key, isNew: false, now: .seconds(2))
        #expect(pool.close(now: .seconds(2)) == [] && pool.release(number(1), now: .seconds(3)) == [])
        #expect(pool.request(a, key, isNew: false, now: .seconds(3)) == [.use(number(1), a)])
        #expect(pool.request(a, key, isNew: false, now: .seconds(3)) == [])
        #expect(pool.release(number(1), now: .seconds(4)) == [.use(number(1), a)] && pool.waitingCount == 0)
        #expect(pool.release(number(1), now: .seconds(5)) == [] && pool.deadline == .milliseconds(5500))
        #expect(pool.due(now: .milliseconds(5500)) == [.end(number(1), .shuttingDown)])
    }

    @Test func itsCountsTellProcessesByWhatTheyDo() {
        var pool = idle([a, b], capacity: 5)
        _ = pool.request(a, key, isNew: false, now: .seconds(9))
        _ = pool.request(c, key, isNew: true, now: .seconds(9))
        _ = pool.end(number(2), because: .memory, now: .seconds(9))
        #expect(pool.count == 3)
        #expect([pool.counts.starting, pool.counts.spare, pool.counts.idle, pool.counts.busy, pool.counts.ending] == [1, 0, 0, 1, 1])
    }
}

/// The process with this number.
func number(_ value: Int) -> ProcessNumber { ProcessNumber(rawValue: value) }

/// The session with this number.
func session(_ number: Int) -> SessionID {
    guard let id = SessionID("s\(number)") else { preconditionFailure("not a session id") }
    return id
}
