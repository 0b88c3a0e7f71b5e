internal import CWslay

/// What a client sends over a WebSocket, unmasked, in pieces of frames: wslay reads, and nothing is put together here.
///
/// wslay's own assembly of messages is not used: it takes about a hundred bytes of memory for every byte that comes in a frame of
/// its own, and its verdict on the text of a close depends on where the bytes are split.
struct WebSocketPieces: ~Copyable {
    /// Some of a frame's payload, with the frame's head; at least one for each frame.
    struct Piece {
        let kind: UInt8
        let isLast: Bool
        let isMasked: Bool
        let hasReservedBits: Bool
        /// Bytes of the whole payload.
        let length: UInt64
        let bytes: [UInt8]
    }

    /// What wslay has not taken yet.
    private struct Input {
        var bytes: [UInt8] = []
        var used = 0

        mutating func move(to target: UnsafeMutableRawBufferPointer) -> Int {
            let count = min(target.count, bytes.count - used)
            bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[used..<used + count])) }
            used += count
            return count
        }
    }

    private let context: wslay_frame_context_ptr
    /// At one address for as long as `context` lives, which has it as its user data. Only calls into `context` read it, and
    /// those are made by the methods here, one at a time.
    private let input: UnsafeMutablePointer<Input>

    init() {
        input = .allocate(capacity: 1)
        input.initialize(to: Input())
        var callbacks = wslay_frame_callbacks(send_callback: nil, recv_callback: Self.take, genmask_callback: nil)
        var context: wslay_frame_context_ptr?
        guard wslay_frame_context_init(&context, &callbacks, input) == 0, let context else { preconditionFailure("no memory") }
        self.context = context
    }

    deinit {
        wslay_frame_context_free(context)
        input.deinitialize(count: 1)
        input.deallocate()
    }

    /// Takes in bytes, after the pieces of those before have been taken out.
    mutating func push(_ bytes: [UInt8]) { input.pointee = Input(bytes: bytes) }

    /// The next piece; `nil` when more bytes are needed.
    ///
    /// - Throws: `WebSocketReader.Fault` for what begins no frame; nothing can be read after that.
    mutating func next() throws(WebSocketReader.Fault) -> Piece? {
        var frame = wslay_frame_iocb()
        let count = wslay_frame_recv(context, &frame)
        guard count != Int(WSLAY_ERR_WANT_READ.rawValue) else { return nil }
        guard count >= 0 else { throw .protocolError }
        return Piece(
            kind: frame.opcode,
            isLast: frame.fin != 0,
            isMasked: frame.mask != 0,
            hasReservedBits: frame.rsv != 0,
            length: frame.payload_length,
            // wslay's buffer, which the next call overwrites.
            bytes: Array(UnsafeBufferPointer(start: frame.data, count: frame.data_length))
        )
    }

    private static let take: wslay_frame_recv_callback = { buffer, count, _, input in
        guard let buffer, let input = input?.assumingMemoryBound(to: Input.self) else { return -1 }
        return input.pointee.move(to: UnsafeMutableRawBufferPointer(start: buffer, count: count))
    }
}
