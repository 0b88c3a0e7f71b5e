internal import EventLoop
internal import HTTP
internal import JSON

/// Writes a turn's frames.
struct StreamSender: Sendable {
    let response: ResponseWriter
    let configuration: BrokenServer.Configuration

    private var fault: Fault? { configuration.fault }

    func start() async {
        let type = fault == .plainText ? "text/plain" : "text/event-stream"
        let buffering = fault == .mayBeBuffered ? [] : [("X-Accel-Buffering", "no")]
        await response.start(.ok, [("Content-Type", type), ("Cache-Control", "no-store")] + buffering)
    }

    func pause(_ duration: Duration) async throws { try await response.loop.sleep(for: duration) }

    /// Comments until cancelled.
    func beat() async throws {
        while true {
            try await pause(configuration.heartbeat)
            try await response.write(Array(": ping\r\n\r\n".utf8))
        }
    }

    func send(_ message: JSONValue) async throws {
        var data = message.serialized(escaping: fault == .notASCII ? .minimal : .ascii)
        if fault == .cutsLarge, data.count > 1 << 19 { data = message.replacingText("cut").serialized() }
        try await send(event: "message", data)
    }

    func sendDone() async throws {
        guard fault != .noTerminal else { return }
        try await send(event: "done", Array((fault == .doneWithData ? "{}" : "").utf8))
        if fault == .twoTerminals { try await send(event: "done", []) }
    }

    func sendError(_ reason: String) async throws {
        let text = fault == .hidesReason ? "Command failed with exit code 1" : reason
        let data: JSONValue = [fault == .errorWithoutMessage ? "error" : "message": .string(text)]
        try await send(event: "error", data.serialized(escaping: .ascii))
        if fault == .doneAfterError { try await send(event: "done", []) }
    }

    private func send(event: String, _ data: [UInt8]) async throws {
        let end = fault == .lineFeeds ? "\n" : "\r\n"
        let first = Array("event: \(event)\(end)".utf8)
        let second = Array("data: ".utf8) + data + Array(end.utf8)
        try await response.write((fault == .dataBeforeEvent ? second + first : first + second) + Array(end.utf8))
    }
}

extension JSONValue {
    /// The message with other words in its first content block.
    fileprivate func replacingText(_ text: String) -> JSONValue {
        var copy = object ?? JSONObject()
        copy["content"] = [["type": "text", "text": .string(text)]]
        return .object(copy)
    }
}
