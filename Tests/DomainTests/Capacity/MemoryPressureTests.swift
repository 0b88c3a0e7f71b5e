import Domain
import TestSupport
import Testing

@Suite struct MemoryPressureTests {
    /// The levels after readings of so many per mille available, of 1 GB.
    private func levels(_ readings: [Int]) -> [MemoryPressure.Level] {
        var pressure = MemoryPressure()
        return readings.map { pressure.note(available: $0 * 1_000_000, of: 1_000_000_000) }
    }

    @Test func itRisesAsMemoryGoes() {
        #expect(levels([900, 150, 149, 50, 49]) == [.none, .none, .shedNewSessions, .shedNewSessions, .critical])
        #expect(levels([900, 10]) == [.none, .critical])
    }

    @Test func itFallsOnlyWhenThereIsClearlyMoreAgain() {
        #expect(levels([149, 151, 224, 225]) == [.shedNewSessions, .shedNewSessions, .shedNewSessions, .none])
        #expect(levels([49, 51, 74, 75, 151, 225]) == [.critical, .critical, .critical, .shedNewSessions, .shedNewSessions, .none])
        #expect(levels([49, 500]) == [.critical, .none])
    }

    @Test func onALargeMachineAnAmountCounts() {
        var pressure = MemoryPressure()
        let total = 256 << 30
        #expect(pressure.note(available: 2 << 30, of: total) == .none)
        #expect(pressure.note(available: 1 << 30 - 1, of: total) == .shedNewSessions)
        #expect(pressure.note(available: 300 << 20, of: total) == .critical)
    }

    @Test(arguments: [(-1, 100), (10, 0), (10, -5)]) func aReadingWithoutSenseChangesNothing(available: Int, total: Int) {
        var pressure = MemoryPressure()
        _ = pressure.note(available: 10, of: 1000)
        #expect(pressure.note(available: available, of: total) == .critical)
    }

    @Test func theLevelIsNeverMilderThanTheReading() {
        var random = SeededRandom(seed: 7)
        var pressure = MemoryPressure()
        for _ in 0..<10_000 {
            let available = Int.random(in: 0...1_000_000_000, using: &random)
            var fresh = MemoryPressure()
            let level = pressure.note(available: available, of: 1_000_000_000)
            #expect(level >= fresh.note(available: available, of: 1_000_000_000))
        }
    }
}
