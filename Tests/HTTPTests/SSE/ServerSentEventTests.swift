import HTTP
import Testing

@Suite struct ServerSentEventTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func fieldsStandInOrderEachOnItsLine() {
        let event = ServerSentEvent(id: "7", event: "message", data: Array("{}".utf8), retry: 1000)
        #expect(text(event.bytes()) == "id: 7\nevent: message\ndata: {}\nretry: 1000\n\n")
        #expect(text(event.bytes(lineEnding: .crlf)) == "id: 7\r\nevent: message\r\ndata: {}\r\nretry: 1000\r\n\r\n")
    }

    @Test(arguments: [("a\nb", 2), ("a\r\nb", 2), ("a\rb", 2), ("a\n\nb", 3), ("a\n", 2), ("", 1), ("\n", 2)])
    func eachLineOfTheDataHasItsOwn(data: String, lines: Int) {
        let bytes = ServerSentEvent(data: Array(data.utf8)).bytes()
        #expect(text(bytes).components(of: "data: ") == lines)
        #expect(!text(bytes).contains("\r"))
    }

    @Test func lineBreaksInNamesCannotBeginAField() {
        #expect(text(ServerSentEvent(id: "1\n\ndata: x", event: "a\r\nb\0").bytes()) == "id: 1data: x\nevent: ab\n\n")
        #expect(text(ServerSentEvent.comment("a\n\ndata: x")) == ": adata: x\n\n")
    }

    static let events: [ServerSentEvent] = [
        ServerSentEvent(id: "", event: "", data: []),
        ServerSentEvent(data: Array("plain".utf8)),
        ServerSentEvent(id: " x ", event: ": y", data: Array(" lead\n: colon\n\nend \n".utf8), retry: 0),
        ServerSentEvent(id: "é", event: "😀", data: Array("€\ndata: x\nid: 9".utf8)),
        ServerSentEvent(data: [0xFF, 0x00, 0x3A, 0x0A]),
    ]

    @Test(arguments: events, [ServerSentEvent.LineEnding.lf, .crlf])
    func whatIsEncodedIsReadBackWhereverItIsSplit(event: ServerSentEvent, ending: ServerSentEvent.LineEnding) {
        let bytes = ServerSentEvent.comment("ping", lineEnding: ending) + event.bytes(lineEnding: ending) + event.bytes(lineEnding: ending)
        for split in 0...bytes.count {
            var parser = SSEParser()
            let read = parser.push(Array(bytes[..<split])) + parser.push(Array(bytes[split...]))
            #expect(read == [event, event], "split at \(split)")
        }
    }
}
