import JSON
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    @Test(arguments: Samples.compact + [Samples.line])
    func compactDocumentComesBackByteForByte(text: String) throws {
        #expect(try JSONValue(parsing: text).serialized() == Array(text.utf8))
    }

    @Test(arguments: UInt64(1)...20)
    func randomValueComesBackEqualAndByteForByte(seed: UInt64) throws {
        var generator = ValueGenerator(random: SeededRandom(seed: seed))
        for _ in 0..<50 {
            let value = generator.value()
            for escaping in [JSONEscaping.minimal, .ascii] {
                let bytes = value.serialized(escaping: escaping)
                let back = try JSONValue(parsing: bytes)
                #expect(back == value)
                #expect(back.serialized(escaping: escaping) == bytes)
            }
        }
    }

    /// What `JSON.stringify` (V8) gives for the same texts.
    @Test(arguments: [
        ("\u{0}\u{1}\u{7}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{E}\u{1F} ", #""\u0000\u0001\u0007\b\t\n\u000b\f\r\u000e\u001f ""#),
        (#""\/'"#, #""\"\\/'""#), ("\u{7F}\u{80}é€\u{2028}\u{2029}\u{FFFF}😀", "\"\u{7F}\u{80}é€\u{2028}\u{2029}\u{FFFF}😀\""),
        ("<script>&", #""<script>&""#), ("", #""""#),
    ])
    func minimalEscapesAreThoseOfStringify(text: String, expected: String) {
        #expect(JSONValue.string(text).serializedString() == expected)
    }

    /// What Python's `json.dumps` gives for the same texts.
    @Test(arguments: [
        ("\u{0}\u{1}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F} ~\u{7F}", #""\u0000\u0001\b\t\n\u000b\f\r\u001f ~\u007f""#),
        (#""\/'"#, #""\"\\/'""#), ("\u{80}é€\u{2028}\u{D7FF}\u{E000}\u{FFFF}", #""\u0080\u00e9\u20ac\u2028\ud7ff\ue000\uffff""#),
        ("a😀b\u{10000}\u{10FFFF}", #""a\ud83d\ude00b\ud800\udc00\udbff\udfff""#), ("0123456789abcdefé", #""0123456789abcdef\u00e9""#),
    ])
    func asciiEscapesAreThoseOfPython(text: String, expected: String) {
        #expect(JSONValue.string(text).serializedString(escaping: .ascii) == expected)
        #expect(JSONValue.object([text: 1]).serializedString(escaping: .ascii) == "{\(expected):1}")
    }

    @Test func escapeIsFoundAtEveryPlaceOfARun() {
        for length in 0..<40 {
            for place in 0...length {
                let (head, tail) = (String(repeating: "a", count: place), String(repeating: "b", count: length - place))
                #expect(JSONValue.string(head + "\n" + tail).serializedString() == "\"\(head)\\n\(tail)\"")
                #expect(JSONValue.string(head + "é" + tail).serializedString(escaping: .ascii) == "\"\(head)\\u00e9\(tail)\"")
            }
        }
    }

    @Test func writingAppends() {
        var bytes = Array("x".utf8)
        JSONValue.array([1, nil]).write(to: &bytes, escaping: .minimal)
        JSONValue.object(["a": true]).write(to: &bytes, escaping: .ascii)
        #expect(bytes == Array(#"x[1,null]{"a":true}"#.utf8))
    }

    @Test func descriptionIsCompactJSON() {
        let value: JSONValue = ["a": [1, 2.5, "é"], "b": [:], "c": nil]
        #expect(value.description == #"{"a":[1,2.5,"é"],"b":{},"c":null}"#)
        #expect("\(JSONObject([("k", 1)]))" == #"{"k":1}"#)
    }
}
