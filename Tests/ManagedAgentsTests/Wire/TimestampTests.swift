import ManagedAgents
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000000Z"), (951_827_696_123_456, "2000-02-29T12:34:56.123456Z"),
        (1_795_651_199_999_999, "2026-11-25T23:59:59.999999Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
    ])
    func writesAndReadsBack(_ microseconds: Int64, _ text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "2026-01-02T03:04:05Z", "2026-01-02t03:04:05z", "2026-01-02T03:04:05.000000000Z", "2026-01-02T04:04:05+01:00",
        "2026-01-02T02:34:05-00:30", "2026-01-02 03:04:05+00:00", "2026-01-02T03:04:05 00:00",
    ])
    func readsEveryForm(_ text: String) {
        #expect(Timestamp(text)?.microseconds == 1_767_323_045_000_000)
    }

    @Test(arguments: [
        "", "2026", "2026-01-02", "2026-13-02T03:04:05Z", "2026-02-30T03:04:05Z", "2026-00-10T03:04:05Z", "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:05", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05Zx", "2026-01-02T03:04:05+1:00", "+026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.1234567890123456789Z", "２026-01-02T03:04:05Z",
    ])
    func refusesWhatIsNoTime(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
