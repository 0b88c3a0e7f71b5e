import HTTP
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: [("", ""), ("a-b", "a-b"), ("%41%62", "Ab"), ("%e2%82%AC", "€"), ("%00", "\0"), ("%2541", "%41"), ("+", "+")])
    func escapesAreDecodedOnce(part: String, text: String) { #expect(PercentEncoding.decode(part[...]) == text) }

    @Test(arguments: ["%", "%4", "a%", "%g1", "%1g", "%%41", "%ff", "%c0%80", "%ed%a0%80", "%+1"])
    func brokenEscapesAndBadUTF8AreRefused(part: String) { #expect(PercentEncoding.decode(part[...]) == nil) }
}
