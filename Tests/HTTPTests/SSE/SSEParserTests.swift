import HTTP
import Testing

@Suite struct SSEParserTests {
    private func read(_ text: String, limit: Int = 1000) -> [ServerSentEvent] {
        var parser = SSEParser(limit: limit)
        return parser.push(Array(text.utf8))
    }

    @Test func byteOrderMarkAtTheStartIsSkipped() { #expect(read("\u{FEFF}data: x\n\n") == [ServerSentEvent(data: Array("x".utf8))]) }

    @Test func idWithNULIsPassedOver() { #expect(read("id: a\0b\ndata: x\n\n") == [ServerSentEvent(data: Array("x".utf8))]) }

    @Test(arguments: ["retry: 1x", "retry: -1", "retry: +1", "retry:", "retry: 99999999999999999999"])
    func retryThatIsNoNumberIsPassedOver(line: String) { #expect(read("\(line)\n\n") == []) }

    @Test func unknownFieldsAndCommentsArePassedOver() { #expect(read("foo: bar\n: data: x\n:\n\n") == []) }

    @Test func fieldWithoutColonHasAnEmptyValue() { #expect(read("data\n\n") == [ServerSentEvent(data: [])]) }

    @Test func unfinishedEventIsNotGiven() { #expect(read("data: x\n") == []) }

    @Test func dataOfOneEventHasABoundHoweverManyLinesItComesIn() {
        let events = read(String(repeating: "data: 0123456789\n", count: 100) + "\n", limit: 50)
        #expect(events.count == 1)
        #expect((events.first?.data?.count ?? 0) <= 50)
    }
}
