import JSON
import Testing

/// The comparison itself must not pass what it should catch.
@Suite struct ShapeTests {
    private func shape(_ value: JSONValue) -> Shape { Shape(value) }

    private let record = FrameRecord([
        Shape(["type": "a", "n": 1, "list": [["x": "1"]], "maybe": nil]), Shape(["type": "a", "n": 2, "list": []]),
    ])

    @Test func arraysMapsAndValuesAreCollapsed() {
        let types = shape(["type": "result", "list": [1, "two"], "modelUsage": ["some-model": ["costUSD": 1]], "input": ["any": 1]]).types
        #expect(types["type"] == ["=result"])
        #expect(types["list[]"] == ["number", "string"])
        #expect(types["modelUsage.*.costUSD"] == ["number"])
        #expect(types["input"] == ["object"] && types["input.any"] == nil)
    }

    @Test(
        arguments: [
            (["type": "a", "n": 1, "list": []], []),
            (["type": "a", "n": 1, "list": [["x": "2"]], "maybe": nil], []),
            (["type": "a", "n": "1", "list": []], ["has string as n, not number"]),
            (["type": "b", "n": 1, "list": []], ["has =b as type, not =a"]),
            (["type": "a", "n": 1, "list": [], "new": 1], ["has the new key new"]),
            (["type": "a", "list": []], ["lacks the key n"]),
            (["type": "a", "n": 1, "list": [["y": "2"]]], ["has the new key list[].y", "lacks the key list[].x"]),
            (["type": "a", "n": 1, "list": [], "maybe": true], ["has boolean as maybe, not null"]),
        ] as [(JSONValue, [String])]
    )
    func differencesAreNamed(_ frame: JSONValue, _ expected: [String]) {
        #expect(record.differences(from: Shape(frame)) == expected)
    }

    @Test func requiredKeyIsMissedThoughItIsOptional() {
        #expect(record.differences(from: Shape(["type": "a", "n": 1, "list": []]), required: ["maybe"]) == ["lacks the key maybe"])
    }

    @Test func catalogueSurvivesItsFile() throws {
        let catalogue = try #require(RecordingFolder.catalogue())
        let again = try #require(FrameCatalogue(catalogue.json))
        #expect(again.records == catalogue.records)
        #expect(!again.records.isEmpty)
    }

    @Test(arguments: [
        ("Error: Session ID 00000000-0000-4000-8000-000000000002 is in use.", "Error: Session ID ID is in use."),
        ("Error in hook: 6 | import x\n 7 | let y", "Error in hook:"), ("plain\n", "plain"),
    ])
    func endingsAreMadeComparable(_ text: String, _ expected: String) {
        #expect(Take.withoutIDs(text) == expected)
    }
}
