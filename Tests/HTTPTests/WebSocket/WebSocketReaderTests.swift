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

    private func events(of bytes: [UInt8], by step: Int = .max, limit: Int) throws -> [WebSocketReader.Event] {
        var reader = WebSocketReader(limit: limit)
        var events: [WebSocketReader.Event] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            reader.push(Array(bytes[start..<min(bytes.count, start + min(step, bytes.count))]))
            while let event = try reader.next() { events.append(event) }
        }
        return events
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 100_000])
    func textComesWholeHoweverItIsCut(length: Int) throws {
        let payload = [UInt8](repeating: 0x61, count: length)
        let bytes = Self.frame(1, payload)
        for step in [1, 7, 4096, bytes.count] where bytes.count / step < 30_000 {
            #expect(try events(of: bytes, by: step, limit: 1 << 20) == [.text(payload)])
        }
    }

    @Test func aMessageMayComeInFramesWithControlFramesBetween() throws {
        let bytes =
            Self.frame(1, text("a"), isLast: false) + Self.frame(9, text("p")) + Self.frame(0, text("b"), isLast: false)
            + Self.frame(10, []) + Self.frame(0, text("c")) + Self.frame(8, [0x03, 0xE8])
        #expect(try events(of: bytes, limit: 100) == [.ping(text("p")), .pong, .text(text("abc")), .close(1000)])
    }

    private static let faults: [([UInt8], UInt16)] = [
        (frame(1, [0x61], masked: false), 1002), (frame(3, []), 1002), (frame(11, []), 1002), (frame(0, [0x61]), 1002),
        (frame(1, [0x61], isLast: false) + frame(1, [0x62]), 1002), (frame(9, [], isLast: false), 1002),
        (frame(9, [UInt8](repeating: 0, count: 126)), 1002), (frame(2, [0x61]), 1003), (frame(2, []), 1003),
        (frame(1, [0xFF, 0xFE]), 1007), (frame(1, [0xC3], isLast: false) + frame(0, [0x61]), 1007), (frame(1, [0xC3]), 1007),
        (frame(1, [UInt8](repeating: 0x61, count: 1001)), 1009),
        (frame(1, [UInt8](repeating: 0x61, count: 900), isLast: false) + frame(0, [UInt8](repeating: 0x61, count: 101)), 1009),
        (frame(8, [0x03]), 1002), (frame(8, [0x03, 0xED]), 1002), (frame(8, [0x03, 0xE8, 0xFF]), 1007),
        ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1002), ([0xC1, 0x80, 0, 0, 0, 0], 1002),
        // A length that a shorter form would have said.
        ([0x81, 0xFE, 0, 1, 0, 0, 0, 0, 0x61], 1002),
    ]

    @Test(arguments: faults) func whatBreaksTheProtocolIsRefusedWithItsCode(bytes: [UInt8], code: UInt16) {
        for step in [1, 3, bytes.count] {
            #expect { try events(of: bytes, by: step, limit: 1000) } throws: { ($0 as? WebSocketReader.Fault)?.code == code }
        }
    }

    @Test func whatIsTooLongIsRefusedAtItsFirstByte() {
        let head: [UInt8] = [0x81, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 1, 2, 3, 4]
        #expect(throws: WebSocketReader.Fault.tooLarge) { try events(of: head + [0], limit: 1000) }
    }

    @Test func whatCameBeforeAFaultIsNotLost() throws {
        var reader = WebSocketReader(limit: 100)
        reader.push(Self.frame(1, text("a")) + Self.frame(3, []))
        #expect(try reader.next() == .text(text("a")))
        #expect(throws: WebSocketReader.Fault.protocolError) { try reader.next() }
    }

    @Test func theReasonOfACloseMayBeCutAnywhere() throws {
        let bytes = Self.frame(8, [0x03, 0xE8] + text("schön"))
        for step in 1...bytes.count { #expect(try events(of: bytes, by: step, limit: 100) == [.close(1000)]) }
    }

    @Test func aControlFrameKeepsWhatItMayCarry() {
        let bytes = WebSocketFrame(kind: .close, payload: [UInt8](repeating: 0x61, count: 200)).bytes
        #expect(bytes.prefix(2) == [0x88, 125] && bytes.count == 127)
    }

    @Test func theExampleOfTheStandardIsAnswered() {
        #expect(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }
}
