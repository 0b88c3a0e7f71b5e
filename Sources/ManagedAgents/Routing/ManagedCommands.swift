internal import Domain
internal import HTTP
public import JSON
internal import Telemetry

/// Answers commands that come over one connection, such as a WebSocket, as requests are answered.
public struct ManagedCommands: Sendable {
    let desk: IdempotencyDesk
    let secret: [UInt8]
    let sources: ManagedSources
    let log: Logger

    /// Runs a command, once for each key.
    ///
    /// - Parameters:
    ///   - place: Method and path of the connection.
    ///   - body: What is asked.
    ///   - key: What an `Idempotency-Key` would be.
    /// - Throws: `ManagedError`; what is none of the client's business stands in the log.
    public func answer(
        _ place: String,
        _ body: JSONValue,
        key: String?,
        _ work: @Sendable (ManagedRequest) async throws -> JSONValue
    ) async throws(ManagedError) -> JSONValue {
        let time = Timestamp(microseconds: sources.now())
        let call = ManagedRequest(id: sources.makeID(.request), time: time, body: .json(body))
        do {
            guard let key else { return try await work(call) }
            let claim = try IdempotencyClaim(key: key, asking: place, SHA256.hash(body.serialized()), secret: secret, at: time)
            return try await desk.answer(claim, .resumed(nil), call.origin) { origin, claim in
                var call = call
                (call.origin, call.claim) = (origin, claim)
                return try await IdempotencyDesk.Answer { try await work(call) }
            }.granted
        } catch { throw refusal(error, call.id) }
    }

    private func refusal(_ error: any Error, _ request: String) -> ManagedError {
        let refusal = ManagedError(any: error)
        guard refusal.status.code >= 500, !(error is CancellationError) else { return refusal }
        log.error(
            "a command failed",
            [("request.id", .string(request)), ("status", JSONValue(refusal.status.code)), ("error", .string("\(error)"))]
        )
        return refusal
    }
}
