import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func settingKeepsThePlaceOrAppends() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = "new"
        object["d"] = nil
        object["e"] = 5
        #expect(object.description == #"{"a":1,"b":"new","c":3,"e":5}"#)
    }

    @Test func settingNilRemovesEveryDuplicate() {
        var object: JSONObject = ["a": 1, "b": 2, "a": 3]
        object["a"] = nil
        #expect(object.keys == ["b"])
        #expect(!object.contains(key: "a"))
    }

    @Test func settingADuplicateChangesWhatLookupGives() {
        var object: JSONObject = ["a": 1, "b": 2, "a": 3]
        object["a"] = 4
        #expect(object["a"] == 4)
        #expect(object.values == [1, 2, 4])
    }

    @Test func nullIsAValue() {
        var object: JSONObject = [:]
        object["a"] = .null
        #expect(object["a"]?.isNull == true)
        #expect(object.contains(key: "a"))
        #expect(object.removeValue(forKey: "a") == .null)
        #expect(object.removeValue(forKey: "a") == nil)
        #expect(object.isEmpty)
    }

    @Test func appendAddsAtTheEnd() {
        var object = JSONObject()
        object.append("b", 1)
        object.append("a", 2)
        object.append("b", 3)
        #expect(object.keys == ["b", "a", "b"])
        #expect(object["b"] == 3)
        #expect(object.map(\.key) == ["b", "a", "b"])
    }

    @Test func keysAreComparedByteByByte() {
        let object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(object.merging(["\u{E9}": 3]).values == [3, 2])
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    }

    @Test func orderOfKeysDoesNotMatterForEquality() {
        let left: JSONObject = ["a": 1, "b": [2], "c": ["x": 1, "y": 2]]
        let right: JSONObject = ["c": ["y": 2, "x": 1], "a": 1, "b": [2]]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(Set([JSONValue.object(left), .object(right)]).count == 1)
    }

    @Test(
        arguments: [
            (["a": 1], ["a": 2]), (["a": 1], ["b": 1]), (["a": 1], ["a": 1, "b": 1]), (["a": 1, "a": 2], ["a": 2, "a": 1]),
            (["a": 1, "b": 2], ["b": 1, "a": 2]), ([:], ["a": nil]), (["a": 1, "b": 1, "a": 1], ["b": 1, "b": 1, "a": 1]),
        ] as [(JSONObject, JSONObject)]
    )
    func otherMembersAreNotEqual(left: JSONObject, right: JSONObject) {
        #expect(left != right)
        #expect(right != left)
    }

    @Test func mergingKeepsPlacesAndLetsTheOtherWin() {
        let object: JSONObject = ["a": 1, "b": ["x": 1], "a": 2]
        #expect(object.merging(["b": ["y": 2], "c": 3, "a": 4, "c": 5]).description == #"{"a":1,"b":{"y":2},"a":4,"c":5}"#)
        #expect(JSONValue.object(["a": 1]).merging(["b": 2]) == ["a": 1, "b": 2])
        #expect(JSONValue.array([]).merging(["b": 2]) == ["b": 2])
        #expect(JSONValue.object(["a": 1]).merging(nil) == .null)
    }

    @Test func largeObjectsMergeAndCompareInReasonableSteps() {
        let members = (0..<20_000).map { (key: "key\($0)", value: JSONValue($0)) }
        let object = JSONObject(members)
        let turned = JSONObject(members.reversed())
        #expect(object == turned)
        #expect(object.merging(turned) == object)
    }
}
