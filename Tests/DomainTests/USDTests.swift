import Domain
import Testing

@Suite struct USDTests {
    @Test(arguments: [
        ("0", 0), ("1", 1_000_000), ("1.5", 1_500_000), ("1.50", 1_500_000), ("0.000001", 1), ("999999.999999", 999_999_999_999),
        ("007", 7_000_000), ("0.1", 100_000),
    ]) func decimalTextIsExact(text: String, microdollars: Int) {
        #expect(USD(text)?.microdollars == microdollars)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "$1", " 1", "1 ", "1.0000001", "1000000", "1.2.3", "1.-1", "٣", "0x1", "NaN",
        "1.5\n",
    ]) func anythingElseIsRefused(text: String) {
        #expect(USD(text) == nil)
    }

    @Test(arguments: [(1, 2, 3), (5, -7, -2), (.max, 1, .max), (.min, -1, .min), (.max, .min, -1)])
    func aSumStaysWithinItsBounds(left: Int, right: Int, sum: Int) {
        #expect((USD(microdollars: left) + USD(microdollars: right)).microdollars == sum)
    }

    @Test(arguments: [
        (0, "0.00"), (1, "0.000001"), (100_000, "0.10"), (1_500_000, "1.50"), (5_000_000, "5.00"), (1_234_567, "1.234567"), (10, "0.00001"),
    ]) func textHasTwoToSixDecimals(microdollars: Int, text: String) {
        #expect(USD(microdollars: microdollars).description == text)
    }

    @Test(arguments: ["0.00", "0.000001", "12.345678", "999999.999999", "3.10"]) func textReadsBack(text: String) {
        #expect(USD(text)?.description == text)
    }

    @Test(arguments: [
        (0.1 + 0.2, 300_000), (0.010200000000000001, 10_200), (-1.5, -1_500_000), (0, 0), (4.4e-7, 0), (5.6e-7, 1),
        (999_999.999999, 999_999_999_999),
    ]) func aFloatingAmountIsRoundedToTheNearestMillionth(dollars: Double, microdollars: Int) {
        #expect(USD(dollars: dollars)?.microdollars == microdollars)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1_000_000, -1e300]) func whatIsNoAmountIsRefused(dollars: Double) {
        #expect(USD(dollars: dollars) == nil)
    }

    @Test func aDebtIsWrittenWithItsSign() {
        #expect(USD(microdollars: -1_500_000).description == "-1.50")
        #expect(USD(microdollars: -1).description == "-0.000001")
    }

    @Test func amountsCompare() {
        #expect(USD(microdollars: 1) < USD(microdollars: 2))
        #expect(!(USD(microdollars: 2) < USD(microdollars: 2)))
    }
}
