internal import EventLoop
internal import HTTP
internal import JSON

/// One prompt over HTTP and the stream that answers it.
struct DemoTurn: Sendable {
    /// Frames of the stream, the last one included.
    private(set) var eventCount = 0
    /// The text of the result.
    private(set) var answer = ""
    /// What the session has cost so far, by the CLI's own estimate.
    private(set) var costUSD = 0.0
    /// What the stream ended with.
    private(set) var ending: String?
    /// The words of an `error` event.
    private(set) var failure: String?

    /// Asks `prompt` in the session `demo` and calls `onText` for each piece of the answer.
    ///
    /// - Throws: `CommandError` when the answer is no stream or does not end as it should.
    static func ask(_ prompt: String, _ client: HTTPClient, onText: (String) -> Void) async throws -> DemoTurn {
        let body = JSONValue.object(["prompt": .string(prompt)]).serialized()
        let response = try await client.send(.post, "/sessions/demo/messages", fields: [("Content-Type", "application/json")], body: body)
        defer { response.close() }
        guard response.status == .ok else { throw CommandError(.software, "the server answered \(response.status) instead of a stream") }
        var turn = DemoTurn()
        var parser = SSEParser()
        while let bytes = try await next(response) {
            for event in parser.push(bytes) { turn.take(event, onText) }
        }
        guard turn.ending == "done" else {
            throw CommandError(.software, "the turn did not end well: \(turn.failure ?? turn.ending ?? "the stream was cut off")")
        }
        return turn
    }

    private static func next(_ response: HTTPClientResponse) async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await response.body.read()
        } onCancel: {
            response.close()
        }
    }

    mutating func take(_ event: ServerSentEvent, _ onText: (String) -> Void) {
        eventCount += 1
        let payload = event.data.flatMap { try? JSONValue(parsing: $0) }
        switch event.event {
        case "done", "error":
            ending = event.event
            failure = payload?["message"]?.string
        default:
            if let payload { read(payload, onText) }
        }
    }

    private mutating func read(_ payload: JSONValue, _ onText: (String) -> Void) {
        switch payload["type"]?.string {
        case "AssistantMessage":
            for text in (payload["content"]?.array ?? []).compactMap({ $0["text"]?.string }) { onText(text) }
        case "ResultMessage":
            answer = payload["result"]?.string ?? ""
            costUSD = payload["total_cost_usd"]?.double ?? costUSD
        default: break
        }
    }
}
