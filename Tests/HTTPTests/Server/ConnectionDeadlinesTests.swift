import Testing

@testable import HTTP

@Suite struct ConnectionDeadlinesTests {
    private static let second: UInt64 = 1_000_000_000

    private static var limits: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(1)
        limits.bodyTimeout = .seconds(2)
        limits.idleTimeout = .seconds(3)
        limits.lingerTimeout = .seconds(4)
        limits.writeTimeout = .seconds(5)
        return limits
    }

    private var deadlines = ConnectionDeadlines(limits)

    @Test(arguments: [
        (ConnectionDeadlines.Arrival.firstRequest, 1), (.nextRequest, 3), (.head, 1), (.body, 2), (.farewell, 4),
    ])
    func eachArrivalHasItsOwnLimit(_ arrival: ConnectionDeadlines.Arrival, seconds: Int) {
        var deadlines = deadlines
        deadlines.expect(arrival, at: 10 * Self.second)
        let end = (10 + UInt64(seconds)) * Self.second
        #expect(deadlines.earliest == end)
        #expect(deadlines.expired(at: end - 1, sent: 0) == nil)
        #expect(deadlines.expired(at: end, sent: 0) == .reading(arrival))
        #expect(deadlines.earliest == nil)
    }

    @Test(arguments: [(0, 2), (99, 2), (1000, 12), (.max, 3602)] as [(UInt64, UInt64)])
    func aLongBodyGetsMoreTime(_ length: UInt64, seconds: UInt64) {
        var limits = Self.limits
        limits.bodyRate = 100
        var deadlines = ConnectionDeadlines(limits)
        deadlines.expect(.body, length: length, at: 0)
        #expect(deadlines.earliest == seconds * Self.second)
        deadlines.arrived()
        deadlines.expect(.head, length: length, at: 0)
        #expect(deadlines.earliest == Self.second)
    }

    @Test func bytesThatTrickleInDoNotMoveTheDeadline() {
        var deadlines = deadlines
        deadlines.expect(.head, at: 0)
        deadlines.expect(.head, at: Self.second / 2)
        #expect(deadlines.earliest == Self.second)
    }

    @Test func whatHasArrivedIsNoLongerWaitedFor() {
        var deadlines = deadlines
        deadlines.expect(.body, at: 0)
        deadlines.arrived()
        #expect(deadlines.earliest == nil)
        #expect(deadlines.expired(at: .max, sent: 0) == nil)
    }

    @Test func peerThatTakesAByteGetsTheWholeTimeAnew() {
        var deadlines = deadlines
        deadlines.expectProgress(beyond: 100, at: 0)
        #expect(deadlines.expired(at: 5 * Self.second, sent: 101) == nil)
        #expect(deadlines.earliest == 10 * Self.second)
        #expect(deadlines.expired(at: 10 * Self.second, sent: 101) == .writing)
    }

    @Test func secondWriterDoesNotMoveTheDeadline() {
        var deadlines = deadlines
        deadlines.expectProgress(beyond: 100, at: 0)
        deadlines.expectProgress(beyond: 100, at: Self.second)
        #expect(deadlines.earliest == 5 * Self.second)
    }

    @Test func readingAndWritingAreWaitedForSideBySide() {
        var deadlines = deadlines
        deadlines.expectProgress(beyond: 0, at: 0)
        deadlines.expect(.body, at: 0)
        #expect(deadlines.expired(at: 2 * Self.second, sent: 0) == .reading(.body))
        #expect(deadlines.earliest == 5 * Self.second)
        deadlines.drained()
        #expect(deadlines.earliest == nil)
    }
}
