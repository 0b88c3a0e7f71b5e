import JSON

/// Writes an answer as the API's server-sent events.
struct StreamWriter {
    private let message: StubMessage
    private let step: AnswerPlan.Step
    private var chunks: [StubOutput.Chunk] = []

    init(_ message: StubMessage, step: AnswerPlan.Step) {
        self.message = message
        self.step = step
    }

    /// Every event as a chunk of its own; deltas wait for the step's gap, the first event for its stall.
    mutating func write() -> [StubOutput.Chunk] {
        send("message_start", [("message", message.opening)])
        for (index, block) in message.blocks.enumerated() {
            write(block, at: .number(JSONNumber(index)))
        }
        send("message_delta", [("delta", message.closing), ("usage", message.usage.json)])
        send("message_stop", [])
        chunks[0].delay = step.stall
        return chunks
    }

    /// The chunk of an `error` event.
    static func error(_ failure: APIFailure, requestID: String) -> StubOutput.Chunk {
        chunk("error", [("error", failure.error), ("request_id", .string(requestID))], delay: .zero)
    }

    private mutating func write(_ block: ContentBlock, at index: JSONValue) {
        send("content_block_start", [("index", index), ("content_block", block.opening)])
        if index.int == 0 { send("ping", []) }
        for delta in block.deltas(pieces: step.chunks) {
            send("content_block_delta", [("index", index), ("delta", delta)], delay: step.gap)
        }
        send("content_block_stop", [("index", index)])
    }

    private mutating func send(_ type: String, _ members: [(key: String, value: JSONValue)], delay: Duration = .zero) {
        chunks.append(Self.chunk(type, members, delay: delay))
    }

    private static func chunk(_ type: String, _ members: [(key: String, value: JSONValue)], delay: Duration) -> StubOutput.Chunk {
        var bytes = Array("event: \(type)\ndata: ".utf8)
        JSONValue.object(JSONObject([("type", .string(type))] + members)).write(to: &bytes, escaping: .minimal)
        bytes.append(contentsOf: [0x0A, 0x0A])
        return StubOutput.Chunk(delay: delay, bytes: bytes)
    }
}
