import JSON

/// What the model decided to answer: the message, the step it comes from, and the way it goes wrong.
struct StubReply {
    let message: StubMessage
    let step: AnswerPlan.Step
    let fault: Fault.Kind?
    let streams: Bool

    /// The timed pieces of this reply.
    func output(requestID: String) -> StubOutput {
        switch fault {
        case .failure(let failure): failed(failure, requestID)
        case .drop: StubOutput(status: 200, contentType: "", chunks: [], ending: .silent).delayed(step.stall)
        case .dropMidway: cut(streams ? stream : whole)
        case .streamError(let type): broken(APIFailure(streamErrorType: type), requestID)
        case nil: streams ? stream : whole
        }
    }

    private var stream: StubOutput {
        var writer = StreamWriter(message, step: step)
        let fields = ["cache-control": "no-cache"]
        return StubOutput(status: 200, contentType: "text/event-stream; charset=utf-8", fields: fields, chunks: writer.write())
    }

    /// Without streaming the answer comes in one piece, after the time the stream would have taken.
    private var whole: StubOutput {
        let pieces = message.blocks.reduce(0) { $0 + $1.deltas(pieces: step.chunks).count }
        return StubOutput(json: message.json).delayed(step.stall + step.gap * pieces)
    }

    private func failed(_ failure: APIFailure, _ requestID: String) -> StubOutput {
        StubOutput(failure: failure, requestID: requestID).delayed(step.stall)
    }

    private func cut(_ output: StubOutput) -> StubOutput {
        var output = output
        output.ending = .dropped
        if streams {
            output.chunks = firstHalf(output.chunks)
        } else {
            output.chunks = output.chunks.map { StubOutput.Chunk(delay: $0.delay, bytes: Array($0.bytes.prefix($0.bytes.count / 2))) }
        }
        return output
    }

    private func broken(_ failure: APIFailure, _ requestID: String) -> StubOutput {
        guard streams else { return failed(failure, requestID) }
        var output = stream
        output.chunks = firstHalf(output.chunks) + [StreamWriter.error(failure, requestID: requestID)]
        return output
    }

    private func firstHalf(_ chunks: [StubOutput.Chunk]) -> [StubOutput.Chunk] { Array(chunks.prefix((chunks.count + 1) / 2)) }
}

extension StubOutput {
    /// A JSON answer in one piece.
    init(status: Int = 200, json: JSONValue) {
        self.init(status: status, contentType: "application/json", chunks: [Chunk(bytes: json.serialized(escaping: .minimal))])
    }

    /// An error in the API's envelope.
    init(failure: APIFailure, requestID: String) {
        self.init(status: failure.status, json: failure.body(requestID: requestID))
        if let seconds = failure.retryAfter { fields["retry-after"] = String(seconds) }
    }

    /// The same output, its first byte (or its silence) that much later.
    func delayed(_ delay: Duration) -> Self {
        var output = self
        if output.chunks.isEmpty { output.chunks = [Chunk(bytes: [])] }
        output.chunks[0].delay += delay
        return output
    }
}
