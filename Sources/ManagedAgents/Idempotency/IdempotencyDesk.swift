internal import Domain
internal import HTTP
internal import JSON
internal import Records
internal import Synchronization

/// Answers requests with an `Idempotency-Key` once: a repeated one gets the first answer again.
///
/// Keys whose requests run are in memory, answers in the store. What a server that is killed before the answer is stored keeps of it, the
/// route says (`ManagedRoute.Repetition`).
final class IdempotencyDesk: Sendable {
    /// An answer, as it is stored.
    struct Answer: Sendable, Hashable {
        let status: Int
        let body: JSONValue
        var isRepeated = false

        /// The document of an answer that refuses nothing.
        var granted: JSONValue {
            get throws(ManagedError) {
                guard status == 200 else { throw ManagedError(stored: body, status: status) }
                return body
            }
        }
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
    /// - Parameters:
    ///   - isResumed: Whether it is stored that the work begins.
    ///   - origin: Of this request; `work` gets that of the first one, and the claim as it stands.
    /// - Throws: `ManagedError` 409 while the first request runs, 422 when the key was used for something else; what the store throws.
    func answer(
        _ claim: IdempotencyClaim,
        isResumed: Bool = false,
        _ origin: RequestOrigin,
        _ work: (RequestOrigin, IdempotencyClaim) async throws -> Answer
    ) async throws -> Answer {
        try begin(claim)
        defer { state.withLock { _ = $0.running.removeValue(forKey: claim.id) } }
        let known = try await known(claim)
        if let known, let answer = Self.answer(known) { return answer }
        guard isResumed else { return try await keep(work(origin, claim), claim) }
        var claim = claim
        claim.begun = if let known { known } else { try await store.apply([.insert(claim.begin(origin.id))]).first }
        return try await keep(work(known.map { Self.origin($0, origin) } ?? origin, claim), claim)
    }

    private static func origin(_ begun: Record, _ origin: RequestOrigin) -> RequestOrigin {
        let (id, time) = (begun.body["request"]?.string ?? origin.id, Timestamp(microseconds: begun.created))
        return RequestOrigin(id: id, time: time, isRepeated: true)
    }

    private func begin(_ claim: IdempotencyClaim) throws(ManagedError) {
        let other = state.withLock { state -> String? in
            if let running = state.running[claim.id] { return running }
            state.running[claim.id] = claim.fingerprint
            return nil
        }
        guard let other else { return }
        guard other == claim.fingerprint else { throw IdempotencyClaim.otherRequest }
        throw Self.isRunning
    }

    private func known(_ claim: IdempotencyClaim) async throws -> Record? {
        guard let record = try await store.record(IdempotencyClaim.kind, id: claim.id) else { return nil }
        guard record.expires ?? .max > claim.time.microseconds else {
            try await store.apply([.delete(IdempotencyClaim.kind, id: claim.id)])
            return nil
        }
        guard record.body["fingerprint"]?.string == claim.fingerprint else { throw IdempotencyClaim.otherRequest }
        return record
    }

    /// The answer of a record; `nil` for one that says only that the work has begun.
    private static func answer(_ record: Record) -> Answer? {
        guard record.body["request"] == nil else { return nil }
        return Answer(status: record.body["status"]?.int ?? 200, body: record.body["body"] ?? .null, isRepeated: true)
    }

    private func keep(_ answer: Answer, _ claim: IdempotencyClaim) async throws -> Answer {
        do {
            try await store.apply([claim.change(status: answer.status, body: answer.body)])
        } catch  where error.code == .unknown && claim.begun != nil {
            // So many others have come meanwhile that it had to go.
            var claim = claim
            claim.begun = nil
            return try await keep(answer, claim)
        } catch {
            // The handler has stored it together with what it made, or it is a refusal, which will be found again.
            guard [.exists, .stale].contains(error.code) || answer.status >= 400 else { throw error }
        }
        try? await purge(claim)
        return answer
    }

    private func purge(_ claim: IdempotencyClaim) async throws {
        let isDue = state.withLock { state in
            state.answers += 1
            return state.answers % Self.purgeInterval == 1
        }
        guard isDue else { return }
        _ = try await store.purge(IdempotencyClaim.kind, expiredAt: claim.time.microseconds, keeping: Self.keyLimit)
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
}

extension IdempotencyDesk.Answer {
    /// What `work` answers, a refusal that would be found again included.
    init(_ work: () async throws -> JSONValue) async throws {
        do { self.init(status: 200, body: try await work()) } catch {
            let refusal = ManagedError(any: error)
            guard refusal.isFinal else { throw error }
            self.init(status: refusal.status.code, body: refusal.stored)
        }
    }
}
