internal import HTTP
internal import JSON
internal import Synchronization

/// The contract's event stream: any number of `message` events, then exactly one `done` or `error`. What comes later is dropped.
///
/// Frames that the CLI sends before its `init` are held until it has come: callers may rely on `init` being the first event.
/// Every call comes from the connection's loop, and a frame is queued there without a suspension after the check that it may
/// be: nothing can get behind the terminal event. That event ends the answer: who reads to its end need not wait for the process.
final class ContractStream: Sendable {
    private struct State {
        var order = InitFirst()
        var ending: Ending?
    }

    /// How the stream has ended.
    enum Ending: Sendable, Hashable {
        case done
        /// With an error event, for this kind of reason.
        case failed(String)
        /// The caller left before the end.
        case left
    }

    private let events: SSEWriter
    private let state = Mutex(State())

    init(_ events: SSEWriter) { self.events = events }

    /// How the stream has ended, if it has.
    var ending: Ending? { state.withLock { $0.ending } }

    /// - Throws: `HTTPError` when the client has left.
    func message(_ payload: JSONObject) async throws {
        let payloads = state.withLock { $0.ending == nil ? $0.order.pass(payload) : [] }
        // Each send may suspend, and the turn may be ended from outside meanwhile.
        for payload in payloads where ending == nil { try await send(payload) }
    }

    /// - Throws: `HTTPError` when the client has left.
    func done() async throws {
        try await end(.done, ServerSentEvent(event: "done", data: []))
    }

    /// Ends the stream because of a failure of a kind.
    ///
    /// - Throws: `HTTPError` when the client has left.
    func error(_ text: String, kind: String) async throws {
        let payload: JSONValue = ["message": .string(text)]
        try await end(.failed(kind), ServerSentEvent(event: "error", data: payload.serialized(escaping: .ascii)))
    }

    /// Ends the stream with whatever may be thrown in a turn; silently when that says that the caller has left.
    func fail(_ error: any Error) async {
        guard let failure = PublicFailure(error) else { return }
        // When nobody is there to be told, the ending says what would have been said.
        try? await self.error(failure.text, kind: failure.kind)
    }

    /// Says that the caller has left, unless the stream was over before.
    func leave() { state.withLock { $0.ending = $0.ending ?? .left } }

    private func end(_ ending: Ending, _ event: ServerSentEvent) async throws {
        let held: [JSONObject]? = state.withLock { state in
            guard state.ending == nil else { return nil }
            state.ending = ending
            return state.order.flush()
        }
        guard let held else { return }
        for payload in held { try await send(payload) }
        await events.finish(event)
    }

    private func send(_ payload: JSONObject) async throws {
        try await events.send(ServerSentEvent(event: "message", data: JSONValue.object(payload).serialized(escaping: .ascii)))
    }
}
