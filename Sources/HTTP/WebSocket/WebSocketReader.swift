/// Puts together what a client sends over a WebSocket, within limits.
package struct WebSocketReader: ~Copyable {
    /// What has come.
    package enum Event: Sendable, Hashable {
        case text([UInt8])
        case ping([UInt8])
        case pong
        /// The client closes, for this reason; 1005 where it gives none.
        case close(UInt16)
    }

    /// What the client did wrong; the connection is closed with this code.
    package struct Fault: Error, Sendable, Hashable {
        package let code: UInt16
        let reason: String

        static let protocolError = Fault(code: 1002, reason: "the frame is malformed")
        static let notText = Fault(code: 1003, reason: "only text is taken")
        static let notUTF8 = Fault(code: 1007, reason: "the text is not UTF-8")
        static let tooLarge = Fault(code: 1009, reason: "the message is too large")
    }

    private let limit: Int
    private var pieces = WebSocketPieces()
    /// The frame that has begun and not ended, and how much of it is missing.
    private var frame: (head: WebSocketFrame, missing: UInt64)?
    /// The beginning of a message whose frames have not all come.
    private var message: [UInt8] = []
    private var isInMessage = false

    /// - Parameter limit: Bytes of one message.
    package init(limit: Int) { self.limit = limit }

    /// Takes in bytes, after what was complete with those before has been taken out.
    package mutating func push(_ bytes: [UInt8]) { pieces.push(bytes) }

    /// What comes next; `nil` when more bytes are needed.
    ///
    /// - Throws: `Fault`; nothing can be read after that.
    package mutating func next() throws(Fault) -> Event? {
        while let piece = try pieces.next() {
            if let event = try take(piece) { return event }
        }
        return nil
    }

    private mutating func take(_ piece: WebSocketPieces.Piece) throws(Fault) -> Event? {
        var (head, missing) = if let frame { frame } else { (try begin(piece), piece.length) }
        missing -= UInt64(piece.bytes.count)
        if head.kind.isControl { head.payload += piece.bytes } else { message += piece.bytes }
        frame = missing == 0 ? nil : (head, missing)
        return missing == 0 ? try end(head) : nil
    }

    /// Checks what is known when a frame begins, before any of it is kept.
    private func begin(_ piece: WebSocketPieces.Piece) throws(Fault) -> WebSocketFrame {
        guard piece.isMasked, !piece.hasReservedBits, let kind = WebSocketFrame.Kind(rawValue: piece.kind) else { throw .protocolError }
        if !kind.isControl {
            guard (kind == .continuation) == isInMessage else { throw .protocolError }
            guard kind != .binary else { throw .notText }
            guard piece.length <= UInt64(max(0, limit - message.count)) else { throw .tooLarge }
        }
        return WebSocketFrame(kind: kind, isLast: piece.isLast, payload: [])
    }

    private mutating func end(_ frame: WebSocketFrame) throws(Fault) -> Event? {
        switch frame.kind {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong
        case .close: return .close(try Self.code(frame.payload))
        case .text, .continuation, .binary: return try endPart(frame)
        }
    }

    private mutating func endPart(_ frame: WebSocketFrame) throws(Fault) -> Event? {
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
        guard String(validating: payload.dropFirst(2), as: UTF8.self) != nil else { throw .notUTF8 }
        return code
    }
}
