@testable import Journal
import Testing

@Suite struct EventRingTests {
    private func events(_ numbers: ClosedRange<Int>, bytes: Int = 1) -> [JournalEvent] {
        numbers.map { JournalEvent(number: $0, time: Int64($0), turn: nil, kind: .frame, body: Array(repeating: 0, count: bytes)) }
    }

    @Test func givesWhatFollowsAPlace() {
        var ring = EventRing(last: 0, limits: RingLimits())
        #expect(ring.events(after: 0) == .nothing)
        ring.append(events(1...5))
        for number in 0..<5 { #expect(ring.events(after: number) == .events(events(number + 1...5))) }
        #expect(ring.events(after: 5) == .nothing)
        #expect(ring.events(after: 9) == .nothing)
    }

    @Test func keepsTheLastOnesWithinItsCount() {
        var ring = EventRing(last: 0, limits: RingLimits(count: 3, byteCount: 100))
        ring.append(events(1...2))
        ring.append(events(3...5))
        #expect(ring.events(after: 1) == .older)
        #expect(ring.events(after: 2) == .events(events(3...5)))
    }

    @Test func keepsTheLastOnesWithinItsBytes() {
        var ring = EventRing(last: 7, limits: RingLimits(count: 100, byteCount: 10))
        #expect(ring.events(after: 6) == .older)
        ring.append(events(8...10, bytes: 4))
        #expect(ring.byteCount == 8)
        #expect(ring.events(after: 7) == .older)
        #expect(ring.events(after: 8) == .events(events(9...10, bytes: 4)))
        ring.append(events(11...11, bytes: 11))
        #expect(ring.byteCount == 0)
        #expect(ring.events(after: 10) == .older)
        #expect(ring.events(after: 11) == .nothing)
    }
}
