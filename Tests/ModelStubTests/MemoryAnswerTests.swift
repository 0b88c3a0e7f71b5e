import Testing

@testable import ModelStub

@Suite struct MemoryAnswerTests {
    @Test(arguments: [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
        (22, "22nd"), (23, "23rd"), (101, "101st"), (111, "111th"), (112, "112th"), (1_003, "1003rd"), (1_013, "1013th"),
    ])
    func ordinalIsEnglish(number: Int, text: String) {
        #expect(MemoryAnswer.ordinal(number) == text)
    }

    @Test func shortTextIsQuotedWhole() {
        let text = String(repeating: "é", count: 200)
        #expect(MemoryAnswer.cut(text) == text)
        #expect(MemoryAnswer.cut("") == "")
    }

    @Test(arguments: ["e\u{301}", "👩‍👩‍👧‍👦", "🇩🇪", "한", "x"])
    func cutNeverSplitsACharacter(text: String) {
        let character = Character(text)
        let cut = MemoryAnswer.cut(String(repeating: character, count: 201))
        #expect(cut == String(repeating: character, count: 200) + "…")
    }
}
