internal import HTTP
internal import JSON
internal import Synchronization

/// The contract's event stream: any number of `message` events, then exactly one `done` or `error`. What comes later is dropped.
final class ContractStream: Sendable {
    private let events: SSEWriter
    private let isOver = Mutex(false)

    init(_ events: SSEWriter) { self.events = events }

    func message(_ payload: JSONObject) async throws {
        guard !isOver.withLock({ $0 }) else { return }
        try await events.send(ServerSentEvent(event: "message", data: JSONValue.object(payload).serialized(escaping: .ascii)))
    }

    func done() async throws { try await end(ServerSentEvent(event: "done", data: [])) }

    func error(_ text: String) async throws {
        let payload: JSONValue = ["message": .string(text)]
        try await end(ServerSentEvent(event: "error", data: payload.serialized(escaping: .ascii)))
    }

    private func end(_ event: ServerSentEvent) async throws {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        if isFirst { try await events.send(event) }
    }
}
