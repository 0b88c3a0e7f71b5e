import Domain
import Journal
import Testing

@Suite struct RetentionTests {
    private func candidate(_ name: String, _ time: Int64, _ bytes: Int, isOpen: Bool = false) throws -> Retention.Candidate {
        Retention.Candidate(session: try #require(SessionID(name)), lastTime: time, byteCount: bytes, isOpen: isOpen)
    }

    private func removals(_ retention: Retention, now: Int64 = 10_000_000) throws -> [String] {
        let candidates = try [
            candidate("young", 9_000_000, 100), candidate("open", 1, 1000, isOpen: true), candidate("old", 2_000_000, 10),
            candidate("b", 3_000_000, 20), candidate("a", 3_000_000, 30),
        ]
        return retention.removals(among: candidates, now: now).map(\.text)
    }

    @Test func withoutLimitsEverythingStays() throws {
        #expect(try removals(Retention()) == [])
    }

    @Test func whatIsOlderThanTheAgeGoesOldestFirst() throws {
        #expect(try removals(Retention(age: .seconds(8))) == [])
        #expect(try removals(Retention(age: .milliseconds(7_999))) == ["old"])
        #expect(try removals(Retention(age: .seconds(5))) == ["old", "a", "b"])
        #expect(try removals(Retention(age: .zero)) == ["old", "a", "b", "young"])
    }

    @Test func whatDoesNotFitGoesOldestFirstAndOpenSessionsCount() throws {
        #expect(try removals(Retention(byteLimit: 1160)) == [])
        #expect(try removals(Retention(byteLimit: 1159)) == ["old"])
        #expect(try removals(Retention(byteLimit: 1149)) == ["old", "a"])
        #expect(try removals(Retention(byteLimit: 0)) == ["old", "a", "b", "young"])
    }

    @Test func bothLimitsHoldTogether() throws {
        #expect(try removals(Retention(age: .milliseconds(7_999), byteLimit: 1120)) == ["old", "a"])
    }

    @Test func aClockThatWentBackRemovesNothing() throws {
        #expect(try removals(Retention(age: .zero), now: 0) == [])
    }
}
