internal import CWslay

/// One frame of a WebSocket (RFC 6455, section 5.2). Pure.
struct WebSocketFrame: Sendable, Hashable {
    /// What a frame is.
    enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    /// Bytes that a control frame may carry.
    static let controlLimit = 125

    var kind: Kind
    var isLast = true
    var payload: [UInt8]

    /// The frame as a server sends it: not masked. A control frame keeps no more of its payload than it may carry.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(payload.count + 10)
        let payload = kind.isControl ? payload.prefix(Self.controlLimit) : payload[...]
        // Both pointers, to the output and to the payload, are used within their closures alone: the context dies there.
        withUnsafeMutablePointer(to: &output) { output in
            var callbacks = wslay_frame_callbacks(send_callback: Self.append, recv_callback: nil, genmask_callback: nil)
            var context: wslay_frame_context_ptr?
            guard wslay_frame_context_init(&context, &callbacks, output) == 0 else { preconditionFailure("no memory") }
            defer { wslay_frame_context_free(context) }
            payload.withUnsafeBufferPointer { payload in
                var frame = wslay_frame_iocb()
                frame.fin = isLast ? 1 : 0
                frame.opcode = kind.rawValue
                frame.payload_length = UInt64(payload.count)
                frame.data = payload.baseAddress
                frame.data_length = payload.count
                let sent = wslay_frame_send(context, &frame)
                precondition(sent == payload.count, "the output takes everything, so a frame goes out whole")
            }
        }
        return output
    }

    private static let append: wslay_frame_send_callback = { bytes, count, _, output in
        guard let bytes, let output = output?.assumingMemoryBound(to: [UInt8].self) else { return -1 }
        output.pointee.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return count
    }
}
