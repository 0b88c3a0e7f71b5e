import Domain
import Testing

@Suite struct UTCTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_000, "1970-01-01T00:00:00.001Z"), (951_782_399_999_000, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_000_000, "2024-02-29T23:59:59.000Z"),
        (1_735_689_599_000_000, "2024-12-31T23:59:59.000Z"), (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"),
    ])
    func aTimeIsReadAsPeopleWriteIt(microseconds: Int, expected: String) {
        #expect(UTCTime(microseconds: Int64(microseconds)).description == expected)
    }
}
