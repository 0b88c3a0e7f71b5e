import JSON
import TestSupport
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (100, "100"), (1e20, "100000000000000000000"),
        (123456789012345683968, "123456789012345680000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"), (-1.25e300, "-1.25e+300"),
        (0.000001, "0.000001"), (0.00000123, "0.00000123"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (0.30000000000000004, "0.30000000000000004"), (1e16, "10000000000000000"),
        (9007199254740992, "9007199254740992"), (4.35, "4.35"), (123.456, "123.456"), (1e-5, "0.00001"),
        (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
    ])
    func doubleIsWrittenAsStringifyDoes(value: Double, text: String) {
        #expect(JSONNumber(value).text == text)
    }

    @Test(arguments: [
        ("1", 1), ("-0", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("1.0", 1), ("1e3", 1000),
        ("-12.50e1", -125), ("9223372036854775808", nil), ("1.5", nil), ("1e30", nil), ("1e400", nil),
        ("9007199254740993.0", 9_007_199_254_740_992),
    ])
    func wholeNumberIsAnInt(text: String, value: Int?) throws {
        #expect(try #require(JSONNumber(text: text)).int == value)
    }

    @Test func doubleIsTheNearest() throws {
        #expect(try #require(JSONNumber(text: "123456789012345678901234567890")).double == 1.2345678901234568e29)
        #expect(try #require(JSONNumber(text: "1e400")).double == .infinity)
        #expect(try #require(JSONNumber(text: "-1e-400")).double == 0)
        #expect(JSONNumber(UInt64.max).double == 0x1p64)
        #expect(JSONNumber(Double.nan).double.isNaN)
    }

    @Test(arguments: ["", "01", "+1", ".5", "1.", "1e", "1e+", "-", "NaN", "null", "1 ", " 1", "0x1", "1é"])
    func otherTextIsNotANumber(text: String) {
        #expect(JSONNumber(text: text) == nil)
    }

    @Test func equalityIsThatOfTheText() throws {
        let (short, long) = (try #require(JSONNumber(text: "1")), try #require(JSONNumber(text: "1.0")))
        #expect(short != long)
        #expect(short == JSONNumber(1))
        #expect(short == JSONNumber(1.0))
        #expect(short == JSONNumber(UInt64(1)))
        #expect(long.description == "1.0")
    }

    @Test func randomDoublesReadBack() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<5000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let number = try #require(JSONNumber(text: JSONNumber(value).text))
            #expect(number.double == value)
        }
    }
}
