import JSON
import Testing

@Suite struct JSONValueRefusalTests {
    @Test(arguments: ["", " ", "\n\t\r "])
    func nothingIsRefused(text: String) {
        #expect(Samples.refusal(text)?.code == .empty)
    }

    @Test(arguments: [
        ("{} x", 3), ("1 2", 2), ("null,", 4), (#""a""b""#, 3), ("[1]]", 3), ("{}\0", 2), ("1\0", 0), ("true\u{C}", 4),
        ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[1", 2), ("[", 1), ("]", 0), (":", 0), ("[1}", 2), ("{\"a\":1]", 6),
        (#"{"a"}"#, 4), (#"{"a" 1}"#, 5), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), ("{1:2}", 1), (#"{"a":1 "b":2}"#, 7), (#"{"a"::1}"#, 5),
        ("{", 1), (#"{"a""#, 4), (#"{"a":"#, 5), (#"{"a":1"#, 6), ("{,}", 1),
        ("01", 0), ("-", 0), ("+1", 0), (".5", 0), ("1.", 0), ("1.e1", 0), ("1e", 0), ("1e+", 0),
        ("-01", 0), ("0x1", 0), ("1a", 0),
        ("1\"a\"", 0), ("--1", 0), ("1-", 0), ("NaN", 0), ("Infinity", 0), ("-Infinity", 0), ("1_0", 0), ("[1.2.3]", 1),
        ("tru", 0), ("truee", 0), ("True", 0), ("nul", 0), ("nulll", 0), ("fals", 0), ("[true false]", 6), ("t", 0), ("true\"a\"", 0),
        (#""\x""#, 1), (#""\u12""#, 1), (#""\u12g4""#, 1), (#""ab\'""#, 3), (#""\ud83d\u""#, 7), (#""\U0041""#, 1), (#""\u+123""#, 1),
        ("'a'", 0), ("/**/1", 0), ("//\n1", 0), (#"\"a"#, 0), (#"[\"a\"]"#, 1), ("\u{C}1", 0), ("\u{1A}", 0), ("[1\u{C}2]", 2),
        ("[\u{1A}]", 1),
        ("\u{A0}1", 0), ("1\u{2028}", 0), ("\u{FEFF}1", 0), ("\u{FEFF}{}", 0), ("{}\u{FEFF}", 2),
    ])
    func brokenGrammarIsRefusedAtItsPlace(text: String, offset: Int) {
        let error = Samples.refusal(text)
        #expect(error?.code == .syntax)
        #expect(error?.offset == offset)
    }

    @Test(arguments: [("\"", 0), ("[\"a\",\"b", 5), (#""a\""#, 0), ("\"\\", 0)])
    func unclosedStringIsRefusedWhereItOpens(text: String, offset: Int) {
        #expect(Samples.refusal(text)?.code == .syntax)
        #expect(Samples.refusal(text)?.offset == offset)
    }

    @Test(arguments: UInt8(0)..<0x20)
    func rawControlCharacterInAStringIsRefused(control: UInt8) {
        let error = Samples.refusal([0x5B, 0x22, 0x61, control, 0x22, 0x5D])
        #expect(error?.code == .syntax)
        #expect(error?.offset == 3)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xC3, 0x22], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xF0, 0x9F, 0x98],
            [0xE2, 0x28, 0xA1],
        ] as [[UInt8]]
    )
    func invalidUTF8IsRefused(sequence: [UInt8]) {
        let inString = Samples.refusal([0x22, 0xC3, 0xA9] + sequence + [0x22])
        #expect(inString?.code == .invalidUTF8)
        #expect(inString?.offset == 3)
        #expect(Samples.refusal([0x5B] + sequence + [0x5D])?.code == .invalidUTF8)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func nestingIsBounded(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let nested = { String(repeating: opening, count: $0) + "0" + String(repeating: closing, count: $0) }
        #expect(try JSONValue(parsing: nested(512)).description == nested(512))
        #expect(Samples.refusal(nested(513))?.code == .tooDeep)
        #expect(Samples.refusal(nested(513))?.offset == 512 * opening.utf8.count)
        #expect(Samples.refusal(Array(nested(3).utf8), limits: JSONLimits(maximumDepth: 2))?.code == .tooDeep)
        #expect(Samples.refusal(Array("0".utf8), limits: JSONLimits(maximumDepth: -1)) == nil)
        #expect(Samples.refusal(String(repeating: opening, count: 1_000_000))?.code == .tooDeep)
    }

    @Test func highestDepthIsWalkedAndNotPassed() throws {
        let limits = JSONLimits(maximumDepth: .max)
        let nested = { String(repeating: "[{\"a\":", count: $0 / 2) + "0" + String(repeating: "}]", count: $0 / 2) }
        let text = nested(JSONLimits.highestDepth)
        let value = try JSONValue(parsing: text, limits: limits)
        #expect(value.description == text)
        #expect(value == (try JSONValue(parsing: text, limits: limits)))
        #expect(value.hashValue == (try JSONValue(parsing: text, limits: limits)).hashValue)
        #expect(Samples.refusal(Array(nested(JSONLimits.highestDepth + 2).utf8), limits: limits)?.code == .tooDeep)
    }

    @Test func sizeIsBounded() throws {
        let limits = JSONLimits(maximumSize: 4)
        #expect(try JSONValue(parsing: "1234", limits: limits) == 1234)
        let error = Samples.refusal(Array("12345".utf8), limits: limits)
        #expect(error?.code == .tooLarge)
        #expect(error?.description == "JSON: the document has 5 bytes, 4 are allowed")
    }

    @Test func errorSaysWhatAndWhereButNotTheText() {
        let error = Samples.refusal(#"{"key":sk-secret}"#)
        #expect(error?.description == "JSON: a value was expected (at byte 7)")
    }
}
