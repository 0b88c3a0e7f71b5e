import Testing

@testable import HTTP

@Suite struct WebSocketReaderTests {
    /// A frame as a client sends it.
    static func frame(_ kind: UInt8, _ payload: [UInt8], isLast: Bool = true, masked: Bool = true) -> [UInt8] {
        var bytes = WebSocketFrame(kind: .text, isLast: isLast, payload: payload).bytes
        bytes[0] = (isLast ? 0x80 : 0) | kind
        guard masked else { return bytes }
        bytes[1] |= 0x80
        let mask: [UInt8] = [1, 2, 3, 4]
        let head = bytes.prefix(bytes.count - payload.count)
        return head + mask + payload.enumerated().map { $0.element ^ mask[$0.offset & 3] }
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 100_000])
    func textComesWholeHoweverItIsCut(length: Int) throws {
        let payload = [UInt8](repeating: 0x61, count: length)
        let bytes = Self.frame(1, payload)
        for step in [1, 7, 4096, bytes.count] where bytes.count / step < 30_000 {
            var reader = WebSocketReader(limit: 1 << 20)
            var events: [WebSocketReader.Event] = []
            for start in stride(from: 0, to: bytes.count, by: step) {
                events += try reader.take(Array(bytes[start..<min(start + step, bytes.count)]))
            }
            #expect(events == [.text(payload)])
        }
    }

    @Test func aMessageMayComeInFramesWithControlFramesBetween() throws {
        var reader = WebSocketReader(limit: 100)
        let bytes =
            Self.frame(1, text("a"), isLast: false) + Self.frame(9, text("p")) + Self.frame(0, text("b"), isLast: false)
            + Self.frame(10, []) + Self.frame(0, text("c")) + Self.frame(8, [0x03, 0xE8])
        #expect(try reader.take(bytes) == [.ping(text("p")), .pong, .text(text("abc")), .close(1000)])
    }

    @Test func whatBreaksTheProtocolIsRefusedWithItsCode() {
        let faults: [([UInt8], UInt16)] = [
            (Self.frame(1, text("a"), masked: false), 1002), (Self.frame(3, []), 1002), (Self.frame(0, text("a")), 1002),
            (Self.frame(1, text("a"), isLast: false) + Self.frame(1, text("b")), 1002), (Self.frame(9, [], isLast: false), 1002),
            (Self.frame(9, [UInt8](repeating: 0, count: 126)), 1002), (Self.frame(2, text("a")), 1003),
            (Self.frame(1, [0xFF, 0xFE]), 1007), (Self.frame(1, [UInt8](repeating: 0x61, count: 1001)), 1009),
            (
                Self.frame(1, [UInt8](repeating: 0x61, count: 900), isLast: false) + Self.frame(0, [UInt8](repeating: 0x61, count: 101)),
                1009
            ),
            (Self.frame(8, [0x03]), 1002), (Self.frame(8, [0x03, 0xED]), 1002),
            ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1002), ([0xC1, 0x80], 1002),
        ]
        for (bytes, code) in faults {
            var reader = WebSocketReader(limit: 1000)
            #expect(throws: WebSocketReader.Fault.self) { try reader.take(bytes) }
            var again = WebSocketReader(limit: 1000)
            do { _ = try again.take(bytes) } catch { #expect(error.code == code, "\(bytes.prefix(12))") }
        }
    }

    @Test func theExampleOfTheStandardIsAnswered() {
        #expect(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }
}
