public import Records

/// What is kept of requests with an `Idempotency-Key`.
public struct KeptRequests: Sendable {
    private let store: any RecordStore

    /// Those in a store.
    public init(_ store: any RecordStore) { self.store = store }

    /// Removes keys whose day is over, and their answers.
    ///
    /// - Parameter limit: How many of each at most.
    /// - Returns: How many it were.
    public func purge(_ time: Timestamp, limit: Int = 200) async throws(RecordError) -> Int {
        var count = 0
        // The answers first, so that none is left whose key is gone.
        for kind in [IdempotencyClaim.answerKind, IdempotencyClaim.kind] {
            count += try await store.purge(kind, expiredAt: time.microseconds, limit: limit).count
        }
        return count
    }
}
