import EventLoop
import Testing

@Suite struct LineFramerTests {
    @Test(arguments: 1...24)
    func linesAreTheSameWhereverTheBytesAreSplit(size: Int) throws {
        let text = Array("{\"a\":1}\n\r\n\n{\"b\":\"é😀\"}\r\nlast".utf8)
        var framer = LineFramer(limit: 100)
        var lines: [[UInt8]] = []
        for start in stride(from: 0, to: text.count, by: size) {
            lines += try framer.push(Array(text[start..<min(start + size, text.count)]))
        }
        if let rest = framer.finish() { lines.append(rest) }
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "{\"b\":\"é😀\"}", "last"])
    }

    @Test func lineOfExactlyTheLimitPasses() throws {
        var framer = LineFramer(limit: 4)
        #expect(try framer.push(Array("abcd\n".utf8)) == [Array("abcd".utf8)])
    }

    @Test func carriageReturnBeforeTheEndDoesNotCount() throws {
        var framer = LineFramer(limit: 4)
        #expect(try framer.push(Array("abcd\r\n".utf8)) == [Array("abcd".utf8)])
        #expect(throws: IOError.self) { try framer.push(Array("abcd\rx".utf8)) }
    }

    @Test(arguments: 0...16) func linesBeforeOneThatIsTooLongAreGivenWhereverTheBytesAreSplit(split: Int) throws {
        let text = Array("ab\ncd\r\nabcdefg\nxy".utf8)
        var framer = LineFramer(limit: 4)
        var lines: [[UInt8]] = []
        #expect(throws: IOError.self) {
            lines += try framer.push(Array(text[..<split]))
            lines += try framer.push(Array(text[split...]))
            lines += try framer.push([])
        }
        #expect(lines == [Array("ab".utf8), Array("cd".utf8)])
        #expect(framer.finish() == nil)
    }

    @Test func lineAboveTheLimitIsRefusedBeforeItEnds() {
        var framer = LineFramer(limit: 4)
        #expect(throws: IOError.self) { try framer.push(Array("abcde".utf8)) }
    }
}
