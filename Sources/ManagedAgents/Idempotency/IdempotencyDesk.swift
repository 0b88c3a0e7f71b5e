internal import Domain
internal import HTTP
internal import JSON
internal import Records
internal import Synchronization

/// Answers requests with an `Idempotency-Key` once: a repeated one gets the first answer again, as it was kept or from what it has made.
///
/// Keys whose requests run are in memory, the others in the store. What a server that is killed before the work is done keeps of it, the
/// route says (`ManagedRoute.Repetition`).
final class IdempotencyDesk: Sendable {
    /// An answer.
    struct Answer: Sendable, Hashable {
        let status: Int
        let body: JSONValue

        /// The document of an answer that refuses nothing.
        var granted: JSONValue {
            get throws(ManagedError) {
                guard status == 200 else { throw ManagedError(stored: body, status: status) }
                return body
            }
        }
    }

    /// Does the work of a request, or finds what an earlier one has done.
    typealias Work = (RequestOrigin, IdempotencyClaim) async throws -> Answer
    /// Makes the answer about an object anew.
    typealias Again = (_ id: String) async throws -> Answer

    private let store: any RecordStore
    /// What runs, by keys.
    private let running = Mutex<[String: String]>([:])

    init(_ store: any RecordStore) { self.store = store }

    /// What `work` answers, which is kept, or the answer to the first request. What `work` throws is not kept.
    ///
    /// - Parameters:
    ///   - origin: Of this request; `work` gets that of the first one, and the claim as it stands.
    ///   - again: Makes an answer that was not kept; for `resumed`, `work` does.
    /// - Throws: `ManagedError` 409 while the first request runs, 422 when the key was used for something else, 404 when what it was about is
    ///   gone; what the store throws.
    func answer(
        _ claim: IdempotencyClaim,
        _ repetition: ManagedRoute.Repetition,
        _ origin: RequestOrigin,
        again: Again? = nil,
        _ work: Work
    ) async throws -> Answer {
        try begin(claim)
        defer { running.withLock { _ = $0.removeValue(forKey: claim.id) } }
        guard let known = try await known(claim) else { return try await first(claim, repetition, origin, work) }
        guard let status = known.body["status"]?.int else {
            var claim = claim
            claim.begun = known
            return try await keep(work(Self.origin(known, origin), claim), claim, repetition)
        }
        if let kept = try await store.record(IdempotencyClaim.answerKind, id: claim.id) { return Answer(status: status, body: kept.body) }
        guard status == 200 else { throw IdempotencyClaim.nothingLeft }
        if case .resumed = repetition { return try await work(Self.origin(known, origin), claim) }
        guard let again, let made = known.body["made"]?.string else { throw IdempotencyClaim.nothingLeft }
        let answer = try await again(made)
        guard answer.status != HTTPStatus.notFound.code else { throw IdempotencyClaim.nothingLeft }
        return answer
    }

    private func first(
        _ claim: IdempotencyClaim,
        _ repetition: ManagedRoute.Repetition,
        _ origin: RequestOrigin,
        _ work: Work
    ) async throws -> Answer {
        var claim = claim
        if case .resumed = repetition { claim.begun = try await store.apply(claim.begin(origin.id)).first }
        return try await keep(work(origin, claim), claim, repetition)
    }

    private static func origin(_ known: Record, _ origin: RequestOrigin) -> RequestOrigin {
        let (id, time) = (known.body["request"]?.string ?? origin.id, Timestamp(microseconds: known.created))
        return RequestOrigin(id: id, time: time, known.body["status"] == nil ? .repeated : .answered)
    }

    private func begin(_ claim: IdempotencyClaim) throws(ManagedError) {
        let other = running.withLock { running -> String? in
            if let other = running[claim.id] { return other }
            running[claim.id] = claim.fingerprint
            return nil
        }
        guard let other else { return }
        guard other == claim.fingerprint else { throw IdempotencyClaim.otherRequest }
        throw Self.isRunning
    }

    private func known(_ claim: IdempotencyClaim) async throws -> Record? {
        guard let record = try await store.record(IdempotencyClaim.kind, id: claim.id) else { return nil }
        guard record.expires ?? .max > claim.time.microseconds else {
            // The sweep may have been quicker.
            do { try await store.apply(claim.forgetting) } catch { guard error.code == .unknown else { throw error } }
            return nil
        }
        guard record.body["fingerprint"]?.string == claim.fingerprint else { throw IdempotencyClaim.otherRequest }
        return record
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

/// Keeping.
extension IdempotencyDesk {
    private func keep(_ answer: Answer, _ claim: IdempotencyClaim, _ repetition: ManagedRoute.Repetition) async throws -> Answer {
        do {
            switch repetition {
            case .resumed(let kind) where answer.status == 200: try await settle(claim, answer.body, kind)
            case _ where answer.status == 200: try await store.apply(claim.changes(answering: answer.body))
            default: try await store.apply(claim.settling(answer.status, made: nil) + claim.answer(answer.body, about: claim.path))
            }
        } catch let error as RecordError {
            // The handler has stored it together with what it made, the key's day is over, or it is a refusal, which will be found again.
            guard [.exists, .stale, .unknown].contains(error.code) || answer.status >= 400 else { throw error }
        }
        return answer
    }

    /// Keeps the answer beside the object that it shows, unless that has been removed meanwhile.
    private func settle(_ claim: IdempotencyClaim, _ body: JSONValue, _ kind: RecordKind?) async throws {
        let made = body["id"]?.string
        let settling = claim.settling(200, made: made)
        if let kind, let made {
            let kept = [.present(kind, id: made)] + claim.answer(body, about: [made])
            do { try await store.apply(settling + kept) } catch {
                guard error.code == .unknown else { throw error }
                try await store.apply(settling)
            }
        } else {
            try await store.apply(settling)
        }
    }
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
