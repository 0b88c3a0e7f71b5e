import JSON
import TestSupport
import Testing

@Suite struct JSONFieldsTests {
    private func strings(_ names: [String], _ text: String) throws -> [String?] {
        try JSONFields.strings(names, in: Array(text.utf8))
    }

    @Test(arguments: [
        #"{"type":"control_request","request":{"subtype":"no"},"subtype":"init","request_id":"r\n1"}"#,
        #"{"request_id":"r\n1","nested":[{"type":"no"},[{"subtype":"no"}]],"subtype":"init","type":"control_request"}"#,
        #"{"x":{"type":"no","y":{"request_id":"no"}},"type":"no","type":"control_request","text":"\"type\":\"no\"","subtype":"init","#
            + #""request_id":"r\u000a1","z":{}}"#,
    ])
    func topLevelStringsAreFoundInAnyOrder(text: String) throws {
        #expect(try strings(["type", "subtype", "request_id", "absent"], text) == ["control_request", "init", "r\n1", nil])
    }

    @Test func escapedKeyIsTheSameKey() throws {
        #expect(try strings(["type"], #"{"t\u0079pe":"x"}"#) == ["x"])
    }

    @Test(arguments: [
        #"{"type":1}"#, #"{"type":["x"]}"#, #"{"type":null}"#, #"{}"#, #"["type","x"]"#, #""type""#, #"{"type":"x","type":2}"#,
    ])
    func otherThanAStringIsNil(text: String) throws {
        #expect(try strings(["type"], text) == [nil])
    }

    @Test func sameNameTwiceAndNoNameAreAnswered() throws {
        #expect(try strings(["a", "a"], #"{"a":"x"}"#) == ["x", "x"])
        #expect(try strings([], #"{"a":"x"}"#).isEmpty)
    }

    @Test func sliceIsRead() throws {
        let bytes = Array(#"xx{"a":"y"}xx"#.utf8)
        #expect(try JSONFields.strings(["a"], in: bytes[2..<11]) == ["y"])
    }

    @Test(arguments: ["", "{", #"{"type":"x"} 1"#, #"{"type":"x","a":[1,}"#, #"{"type":"x","a":01}"#])
    func brokenDocumentIsRefusedEvenBehindTheField(text: String) {
        #expect(throws: JSONError.self) { try strings(["type"], text) }
    }

    @Test func agreesWithTheTreeOnRandomValues() throws {
        var generator = ValueGenerator(random: SeededRandom(seed: 11))
        for _ in 0..<300 {
            let value = generator.value()
            let names = value.object?.keys ?? ["a"]
            #expect(try JSONFields.strings(names, in: value.serialized()) == names.map { value[$0]?.string })
        }
    }
}
