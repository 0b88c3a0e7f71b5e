import JSON
import Testing

@Suite struct JSONValueTests {
    private let value: JSONValue = ["s": "text", "i": 3, "d": 2.5, "b": true, "n": nil, "a": [10, 20], "o": ["k": "v"]]

    @Test func accessorGivesItsOwnKind() {
        #expect(value["s"]?.string == "text")
        #expect(value["i"]?.int == 3)
        #expect(value["i"]?.double == 3)
        #expect(value["d"]?.double == 2.5)
        #expect(value["b"]?.bool == true)
        #expect(value["n"]?.isNull == true)
        #expect(value["a"]?.array?.count == 2)
        #expect(value["a"]?[1]?.int == 20)
        #expect(value["o"]?["k"]?.string == "v")
        #expect(value["o"]?.object?.keys == ["k"])
    }

    @Test(arguments: ["s", "i", "b", "n", "a", "o"])
    func accessorGivesNilForOtherKinds(key: String) throws {
        let member = try #require(value[key])
        let kinds = [
            member.string != nil, member.int != nil, member.bool != nil, member.isNull, member.array != nil, member.object != nil,
        ]
        #expect(kinds.count { $0 } == 1)
        #expect((member.double == nil) == (member.int == nil))
    }

    @Test func subscriptIsNilOutsideTheValue() {
        #expect(value["absent"] == nil)
        #expect(value["a"]?["k"] == nil)
        #expect(value["a"]?[2] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value[0] == nil)
        #expect(JSONValue.null["k"] == nil)
    }

    @Test func kindsAreNeverEqual() {
        let values: [JSONValue] = [nil, true, false, 0, 1, "", "0", "null", [], [nil], [:], ["a": nil]]
        for (left, right) in values.indices.flatMap({ left in values.indices.map { (left, $0) } }) {
            #expect((values[left] == values[right]) == (left == right))
        }
        #expect(Set(values).count == values.count)
    }

    @Test func plainValuesConvert() {
        let (text, count, ratio, flag) = ("x", 7, 0.5, true)
        #expect(JSONValue(text) == "x")
        #expect(JSONValue(count) == 7)
        #expect(JSONValue(ratio) == 0.5)
        #expect(JSONValue(flag) == true)
        #expect(JSONValue(Double.nan) == .null)
        #expect(("\(text)-\(count)" as JSONValue) == "x-7")
    }
}
