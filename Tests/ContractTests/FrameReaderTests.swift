import Testing

@testable import ContractSuite

@Suite struct FrameReaderTests {
    private static let stream = "event: message\r\ndata: {\"a\":1}\r\n\r\n: ping\r\n\r\nevent: done\r\ndata: \r\n\r\n"

    private func read(_ pieces: [[UInt8]]) -> FrameReader {
        var reader = FrameReader()
        for piece in pieces { reader.push(piece, at: .now) }
        return reader
    }

    @Test func framesAndCommentsAreToldApartWhereverTheStreamIsSplit() {
        let bytes = Array(Self.stream.utf8)
        for cut in 0...bytes.count {
            let reader = read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(reader.frames.map(\.event) == ["message", "done"])
            #expect(reader.frames.map(\.data) == [[Array(#"{"a":1}"#.utf8)], [[]]])
            #expect(reader.comments.count == 1)
            #expect(reader.badLineEnds == 0 && !reader.isMidway)
        }
    }

    @Test(arguments: [("event: a\ndata: \n\n", 3), ("event: a\r\ndata: x\ry\r\n\r\n", 1), ("event: a\r\ndata: \r\n\n", 1)])
    func otherLineEndsAreCounted(text: String, count: Int) {
        #expect(read([Array(text.utf8)]).badLineEnds == count)
    }

    @Test(arguments: ["event", "event: done\r\n", "event: done\r\ndata: \r\n"]) func aFrameThatIsNotEndedIsNoFrame(text: String) {
        let reader = read([Array(text.utf8)])
        #expect(reader.frames.isEmpty && reader.isMidway)
    }

    @Test func severalDataLinesStaySeveral() {
        let reader = read([Array("data: a\r\ndata:b\r\n\r\n".utf8)])
        #expect(reader.frames.map(\.data) == [[[0x61], [0x62]]])
        #expect(reader.frames.first?.event == nil)
    }
}
