/// Puts together what a client sends over a WebSocket, within limits. Pure.
struct WebSocketReader: Sendable {
    /// What has come.
    enum Event: Sendable, Hashable {
        case text([UInt8])
        case ping([UInt8])
        case pong
        /// The client closes, for this reason; 1005 where it gives none.
        case close(UInt16)
    }

    /// What the client did wrong; the connection is closed with this code.
    struct Fault: Error, Sendable, Hashable {
        let code: UInt16
        let reason: String

        static let protocolError = Fault(code: 1002, reason: "the frame is malformed")
        static let notText = Fault(code: 1003, reason: "only text is taken")
        static let notUTF8 = Fault(code: 1007, reason: "the text is not UTF-8")
        static let tooLarge = Fault(code: 1009, reason: "the message is too large")
    }

    private let limit: Int
    private var pending: [UInt8] = []
    /// How much of it has been dealt with.
    private var used = 0
    /// The beginning of a message whose frames have not all come.
    private var message: [UInt8] = []
    private var isInMessage = false

    /// - Parameter limit: Bytes of one message.
    init(limit: Int) { self.limit = limit }

    /// Takes in bytes; gives what is complete with them.
    mutating func take(_ bytes: [UInt8]) throws(Fault) -> [Event] {
        pending += bytes
        var events: [Event] = []
        while let frame = try next() {
            if let event = try event(frame) { events.append(event) }
        }
        // Once for all frames: each by itself would move the rest as often as there are frames.
        pending.removeFirst(used)
        used = 0
        return events
    }

    private mutating func next() throws(Fault) -> WebSocketFrame? {
        guard pending.count - used >= 2 else { return nil }
        let (first, second) = (pending[used], pending[used + 1])
        guard first & 0x70 == 0, let kind = WebSocketFrame.Kind(rawValue: first & 0x0F), second & 0x80 != 0 else { throw .protocolError }
        let isLast = first & 0x80 != 0
        let short = Int(second & 0x7F)
        if kind.isControl { guard isLast, short < 126 else { throw .protocolError } }
        let wide = short == 126 ? 2 : short == 127 ? 8 : 0
        guard pending.count - used >= 2 + wide else { return nil }
        let length = try wide == 0 ? short : length(wide)
        guard length <= limit else { throw .tooLarge }
        let start = used + 2 + wide + 4
        guard pending.count >= start + length else { return nil }
        used = start + length
        return WebSocketFrame(kind: kind, isLast: isLast, payload: unmasked(start, length))
    }

    private func unmasked(_ start: Int, _ length: Int) -> [UInt8] {
        (0..<length).map { pending[start + $0] ^ pending[start - 4 + ($0 & 3)] }
    }

    private func length(_ width: Int) throws(Fault) -> Int {
        let first = used + 2
        guard width == 2 || pending[first] & 0x80 == 0 else { throw .protocolError }
        return pending[first..<first + width].reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func event(_ frame: WebSocketFrame) throws(Fault) -> Event? {
        switch frame.kind {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong
        case .close: return .close(try Self.code(frame.payload))
        case .binary: throw .notText
        case .text, .continuation: return try text(frame)
        }
    }

    private mutating func text(_ frame: WebSocketFrame) throws(Fault) -> Event? {
        guard (frame.kind == .text) != isInMessage else { throw .protocolError }
        guard message.count + frame.payload.count <= limit else { throw .tooLarge }
        message += frame.payload
        isInMessage = !frame.isLast
        guard frame.isLast else { return nil }
        defer { message = [] }
        guard String(validating: message, as: UTF8.self) != nil else { throw .notUTF8 }
        return .text(message)
    }

    private static func code(_ payload: [UInt8]) throws(Fault) -> UInt16 {
        guard !payload.isEmpty else { return 1005 }
        guard payload.count >= 2 else { throw .protocolError }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard (1000...4999).contains(code), ![1004, 1005, 1006, 1015].contains(code) else { throw .protocolError }
        return code
    }
}
