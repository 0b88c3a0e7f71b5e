internal import Domain
internal import HTTP
internal import JSON
internal import Records
internal import Synchronization

/// Answers requests with an `Idempotency-Key` once: a repeated one gets the first answer again.
///
/// Keys whose requests run are in memory, answers in the store. A server that is killed before the answer is stored forgets the key, and
/// the object too where the handler stores both in one transaction.
final class IdempotencyDesk: Sendable {
    /// An answer, as it is stored.
    struct Answer: Sendable, Hashable {
        let status: Int
        let body: JSONValue
        var isRepeated = false
    }

    /// Keys that are kept at once; the oldest go first.
    static let keyLimit = 10_000
    /// Answers between two rounds of removing old ones.
    private static let purgeInterval = 64

    private struct State {
        var running: [String: String] = [:]
        var answers = 0
    }

    private let store: any RecordStore
    private let state = Mutex(State())

    init(_ store: any RecordStore) { self.store = store }

    /// The stored answer, or what `work` answers, which is stored. What it throws is not.
    ///
    /// - Throws: `ManagedError` 409 while the first request runs, 422 when the key was used for something else; what the store throws.
    func answer(_ claim: IdempotencyClaim, _ work: () async throws -> Answer) async throws -> Answer {
        try begin(claim)
        defer { state.withLock { _ = $0.running.removeValue(forKey: claim.id) } }
        if let known = try await known(claim) { return known }
        let answer = try await work()
        try await keep(answer, claim)
        return answer
    }

    private func begin(_ claim: IdempotencyClaim) throws(ManagedError) {
        let other = state.withLock { state -> String? in
            if let running = state.running[claim.id] { return running }
            state.running[claim.id] = claim.fingerprint
            return nil
        }
        guard let other else { return }
        guard other == claim.fingerprint else { throw Self.otherRequest }
        throw Self.isRunning
    }

    private func known(_ claim: IdempotencyClaim) async throws -> Answer? {
        guard let record = try await store.record(IdempotencyClaim.kind, id: claim.id) else { return nil }
        guard record.expires ?? .max > claim.time.microseconds else {
            try await store.apply([.delete(IdempotencyClaim.kind, id: claim.id)])
            return nil
        }
        guard record.body["fingerprint"]?.string == claim.fingerprint else { throw Self.otherRequest }
        return Answer(status: record.body["status"]?.int ?? 200, body: record.body["body"] ?? .null, isRepeated: true)
    }

    private func keep(_ answer: Answer, _ claim: IdempotencyClaim) async throws {
        do {
            try await store.apply([claim.change(status: answer.status, body: answer.body)])
        } catch {
            // The handler has stored it together with what it made, or it is a refusal, which will be found again.
            guard error.code == .exists || answer.status >= 400 else { throw error }
        }
        let isDue = state.withLock { state in
            state.answers += 1
            return state.answers % Self.purgeInterval == 1
        }
        guard isDue else { return }
        _ = try? await store.purge(IdempotencyClaim.kind, expiredAt: claim.time.microseconds, keeping: Self.keyLimit)
    }

    private static let isRunning: ManagedError = {
        var error = ManagedError(
            .conflict,
            "conflict_error",
            "the first request with this Idempotency-Key still runs; ask again in a moment",
            shouldRetry: true
        )
        error.retryAfter = 1
        return error
    }()

    private static let otherRequest = ManagedError(
        .unprocessableContent,
        "invalid_request_error",
        "this Idempotency-Key was used for another request; take a new one",
        shouldRetry: false
    )
}
