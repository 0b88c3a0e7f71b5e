import JSON
import Synchronization
import Telemetry
import Testing

@Suite struct LogLineTests {
    private func line(_ fields: [(String, JSONValue)]) throws -> LogLine {
        let caught = Mutex<LogLine?>(nil)
        Logger { line in caught.withLock { $0 = line } }.warning("it happened", fields)
        return try #require(caught.withLock { $0 })
    }

    @Test func theJSONFormIsOneObjectInOrder() throws {
        let bytes = try line([("session.id", "a"), ("count", 3)]).json(time: "T")
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"time":"T","level":"warning","message":"it happened","session.id":"a","count":3}"#
        )
    }

    @Test func aLineBreakInAFieldCannotForgeALine() throws {
        let line = try line([("id", "a\nT error forged"), ("b", "x\u{1B}[31m\u{7F}")])
        #expect(!line.json(time: "T").contains(0x0A))
        #expect(line.text(time: "T") == #"T warning it happened id="a\nT error forged" b="x\u001b[31m\u007f""#)
    }

    @Test(arguments: [
        ("plain", "k=plain"), ("", "k=\"\""), ("two words", "k=\"two words\""), ("a=b", "k=\"a=b\""), ("q\"q", #"k="q\"q""#),
        ("é", "k=é"), ("a\tb", #"k="a\tb""#), ("\u{202E}x", #"k="\u202ex""#), ("\u{85}x", #"k="\u0085x""#),
    ]) func aValueIsQuotedWhenItMightBeMistaken(value: String, text: String) throws {
        #expect(try line([("k", .string(value))]).text(time: "T") == "T warning it happened " + text)
    }

    @Test func otherValuesAreJSON() throws {
        #expect(try line([("n", 1), ("b", true), ("z", nil)]).text(time: "T") == "T warning it happened n=1 b=true z=null")
    }

    @Test func longValuesAreCutAndTheLineStaysWhole() throws {
        let line = try line([("s", "abcdef"), ("short", "ab"), ("n", 1_234_567), ("list", ["abcdef"]), ("few", [1])]).cutting(valuesTo: 3)
        #expect(line.text(time: "T") == #"T warning it happened s=abc… short=ab n=1234567 list="[\"a\u2026" few=[1]"#)
        #expect(line.withoutFields.text(time: "T") == "T warning it happened")
    }

    @Test func aCharacterOfManyScalarsIsCutToo() throws {
        let line = try line([("s", .string("e" + String(repeating: "\u{301}", count: 1000)))]).cutting(valuesTo: 4)
        #expect(line.json(time: "T").count < 120)
    }
}
