internal import EventLoop
internal import HTTP
internal import JSON
internal import ManagedAgents

/// A session's events over a WebSocket, one text each, and the client's commands with their answers.
struct WebSocketDelivery: Sendable {
    /// Takes in the events of a command, and answers `data`.
    typealias Send = @Sendable (ManagedRequest) async throws -> JSONValue

    let feed: SessionEventStream.Feed
    let heartbeat: Duration
    /// How long it may last; `nil` for any time.
    let time: Duration?
    /// `nil` for a client that may only read.
    let send: Send?

    /// Bytes of one command.
    private static let limit = 4 << 20

    /// Speaks until the session is deleted, the client leaves or the time is up.
    ///
    /// - Throws: `ManagedError` 400 for a request that opens no WebSocket, `HTTPError`, `CancellationError`, `JournalError`.
    func run(_ exchange: ManagedExchange) async throws {
        let socket: WebSocket
        do { socket = try await WebSocket.open(exchange.request, exchange.response, fields: exchange.fields, limit: Self.limit) } catch {
            throw ManagedError.invalid("\(error)")
        }
        let clock = LoopClock(exchange.response.loop)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                while true {
                    try await clock.sleep(for: heartbeat)
                    try await socket.ping()
                }
            }
            tasks.addTask { try await deliver(socket) }
            tasks.addTask { try await socket.receive { try await socket.send(await answer(to: $0, exchange).serialized()) } }
            if let time {
                tasks.addTask {
                    try await clock.sleep(for: time)
                    await socket.close(.policy, "the ticket has expired; come back with another one")
                }
            }
            defer { tasks.cancelAll() }
            _ = try await tasks.next()
        }
    }

    private func deliver(_ socket: WebSocket) async throws {
        var feed = feed
        while let items = try await feed.next() {
            for item in items { try await socket.send(item.json.serialized()) }
        }
        try await socket.send(feed.farewell.json.serialized())
        await socket.close(.normal, "the session has been deleted")
    }

    private func answer(to text: [UInt8], _ exchange: ManagedExchange) async -> JSONValue {
        var name = JSONValue.null
        do throws(ManagedError) {
            let command = try Self.command(text)
            name = command["request"] ?? .null
            guard let send else {
                throw ManagedError(.forbidden, "permission_error", "this connection was opened with a ticket, which only reads")
            }
            let place = "\(exchange.request.method) \(exchange.request.path)"
            let body = JSONValue.object(["events": command["events"] ?? .null])
            let answer = try await exchange.commands.answer(place, body, key: Self.key(command), send)
            return ["type": "events_sent", "request": name, "data": answer["data"] ?? .null]
        } catch {
            return ["type": "error", "request": name, "error": ["type": .string(error.type), "message": .string(error.message)]]
        }
    }

    private static func command(_ text: [UInt8]) throws(ManagedError) -> JSONValue {
        guard let command = try? JSONValue(parsing: text), command.object != nil else {
            throw .invalid("a command is a JSON object with events")
        }
        return command
    }

    private static func key(_ command: JSONValue) throws(ManagedError) -> String? {
        guard let value = command["idempotency_key"], !value.isNull else { return nil }
        guard let key = value.string else { throw .invalid(field: "idempotency_key", "must be a text") }
        return key
    }
}
