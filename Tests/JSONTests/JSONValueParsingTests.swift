import JSON
import Testing

@Suite struct JSONValueParsingTests {
    @Test func buildsTheTree() throws {
        let value = try JSONValue(parsing: #" { "a" : [ null , true , false , -1.5e3 , "x\ty" , { } , [ ] ] } "#)
        let expected: JSONValue = ["a": [nil, true, false, .number(try #require(JSONNumber(text: "-1.5e3"))), "x\ty", [:], []]]
        #expect(value == expected)
    }

    @Test(arguments: ["1.0", "1e5", "1E+05", "-0", "0.10", "123456789012345678901234567890", "1e400", "-1e-400", "18446744073709551616"])
    func numberKeepsItsText(text: String) throws {
        #expect(try JSONValue(parsing: text) == .number(JSONNumber(text: text) ?? JSONNumber(0)))
        #expect(try JSONValue(parsing: "[\(text)]").description == "[\(text)]")
    }

    @Test func keysKeepTheirOrderAndDuplicates() throws {
        let object = try #require(try JSONValue(parsing: #"{"z":1,"a":2,"m":3,"a":4}"#).object)
        #expect(object.keys == ["z", "a", "m", "a"])
        #expect(object["a"] == 4)
        #expect(object.count == 4)
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""a\ud83d b""#, "a\u{FFFD} b"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00x\ud83d""#, "😀x\u{FFFD}"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
        (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        (#""\\ud83d""#, #"\ud83d"#), (#""\\\ud83d""#, "\\\u{FFFD}"), (#""\\\\ud83d\\ude00""#, #"\\ud83d\ude00"#),
        (#""\udbff\udfff\ud800\udc00""#, "\u{10FFFF}\u{10000}"), (#""\ud7ff\ue000\uffff""#, "\u{D7FF}\u{E000}\u{FFFF}"),
    ])
    func loneSurrogateBecomesTheReplacementCharacter(text: String, expected: String) throws {
        #expect(try JSONValue(parsing: text) == .string(expected))
        #expect(try JSONValue(parsing: #"{\#(text):[\#(text)]}"#) == .object([expected: .array([.string(expected)])]))
    }

    @Test func everyEscapeIsUndone() throws {
        let value = try JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u0000\u007F\u00e9\u20AC\uabCD-\u0061""#)
        #expect(value == "\"\\/\u{8}\u{C}\n\r\t\0\u{7F}é€\u{ABCD}-a")
    }

    @Test func stringsOfEveryLengthSurviveWithAnEscapeAtEveryPlace() throws {
        for length in 0..<70 {
            let plain = String(repeating: "x", count: length)
            #expect(try JSONValue(parsing: "\"\(plain)\"") == .string(plain))
            for place in 0...length {
                let (head, tail) = (plain.prefix(place), plain.dropFirst(place))
                #expect(try JSONValue(parsing: "[\"\(head)\\n\(tail)\",1]") == [.string("\(head)\n\(tail)"), 1])
            }
        }
    }

    @Test func bigStringIsRead() throws {
        let text = String(repeating: "0123456789abcde\n", count: 1 << 20)
        let bytes = JSONValue.string(text).serialized()
        #expect(bytes.count == (17 << 20) + 2)
        #expect(try JSONValue(parsing: bytes) == .string(text))
        #expect(try JSONValue(parsing: "[1]") == [1])
    }

    @Test func manySmallValuesAreRead() throws {
        let text = "[" + String(repeating: "{\"k\":[]},", count: 100_000) + "0]"
        let array = try #require(try JSONValue(parsing: text).array)
        #expect(array.count == 100_001)
        #expect(array[99_999] == ["k": []])
    }

    @Test func sliceIsReadWithoutItsSurroundings() throws {
        let bytes = Array(#"garbage{"a":1}garbage"#.utf8)
        #expect(try JSONValue(parsing: bytes[7..<14]) == ["a": 1])
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes[7..<13]) }
    }

    @Test func parsingOnManyThreadsAtOnceDoesNotMix() async {
        await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<8 {
                group.addTask { @concurrent in
                    (0..<200).allSatisfy { round in
                        let value: JSONValue = ["worker": .init(worker), "text": "\(round)\n", "list": [1, 2, .init(round)]]
                        return (try? JSONValue(parsing: value.serialized())) == value
                    }
                }
            }
            for await same in group { #expect(same) }
        }
    }
}
