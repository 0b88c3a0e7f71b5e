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

    /// Why nothing more is said.
    private struct End: Sendable {
        var code = WebSocket.CloseCode.normal
        let reason: String
    }

    /// Speaks until the session is deleted, the client leaves, the time is up or the server stops.
    ///
    /// - Throws: `ManagedError` 400 for a request that opens no WebSocket, `HTTPError`, `CancellationError`, `JournalError`.
    func run(_ exchange: ManagedExchange) async throws {
        let socket: WebSocket
        do { socket = try await WebSocket.open(exchange.request, exchange.response, fields: exchange.fields, limit: Self.limit) } catch {
            throw ManagedError.invalid("\(error)")
        }
        do {
            let end = try await converse(on: socket, exchange)
            await socket.close(end.code, end.reason)
        } catch let error where !(error is HTTPError || error is CancellationError) {
            await socket.close(.failed, "the server has failed; come back in a moment")
            throw error
        }
    }

    private func converse(on socket: WebSocket, _ exchange: ManagedExchange) async throws -> End {
        let clock = LoopClock(exchange.response.loop)
        return try await withThrowingTaskGroup(of: End.self) { tasks in
            tasks.addTask {
                while true {
                    try await clock.sleep(for: heartbeat)
                    try await socket.ping()
                }
            }
            tasks.addTask { try await deliver(socket) }
            tasks.addTask {
                try await socket.receive { try await socket.send(await answer(to: $0, exchange).serialized()) }
                return End(reason: "")
            }
            if let time {
                tasks.addTask {
                    try await clock.sleep(for: time)
                    return End(code: .policy, reason: "the ticket has expired; come back with another one")
                }
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? End(reason: "")
        }
    }

    private func deliver(_ socket: WebSocket) async throws -> End {
        var feed = feed
        while true {
            switch try await feed.next() {
            case .items(let items): for item in items { try await socket.send(item.json.serialized()) }
            case .deleted:
                try await socket.send(feed.farewell.json.serialized())
                return End(reason: "the session has been deleted")
            case .stopped: return End(code: .goingAway, reason: "the server stops; come back when it runs again")
            }
        }
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
