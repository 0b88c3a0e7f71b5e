import Testing

@testable import ModelStub

@Suite struct TextPiecesTests {
    private let text = "Grüße 👩‍👩‍👧‍👦 aus 한국, und noch ein paar Wörter mehr."

    @Test(arguments: [nil, 0, 1, 2, 3, 7, 40, 1_000] as [Int?])
    func piecesJoinToTheText(count: Int?) {
        let pieces = TextPieces.cut(text, into: count)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { !$0.isEmpty && !$0.unicodeScalars.contains("\u{FFFD}") })
    }

    @Test(arguments: [1, 2, 5, 10])
    func orderedNumberIsKept(count: Int) {
        #expect(TextPieces.cut("abcdefghij", into: count).count == count)
    }

    @Test func withoutAnOrderPiecesAreSmallButNotTooMany() {
        #expect(TextPieces.cut(String(repeating: "a", count: 100), into: nil).count == 5)
        #expect(TextPieces.cut(String(repeating: "a", count: 1_000_000), into: nil).count == TextPieces.mostPieces)
        #expect(TextPieces.cut("", into: 5).isEmpty)
    }
}
