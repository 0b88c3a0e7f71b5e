internal import Domain
internal import JSON
internal import Journal

/// Removes the sessions that have been kept long enough.
struct SessionPruning: Sendable {
    /// What became of them.
    struct Outcome: Sendable, Hashable {
        var removed: [SessionID] = []
        var bytes = 0
        /// Sessions that could not be removed: somebody uses them, or something failed.
        var skipped: [SessionID] = []
        /// Why, for the first of them.
        var failure: String?
        /// Whether there are more to remove.
        var isCutShort = false
    }

    let catalogue: SessionCatalogue
    let removal: SessionRemoval
    let clock: ServerClock

    /// Removes what `retention` lets go, the oldest first, for as long as `limit`.
    ///
    /// - Parameters:
    ///   - now: The time in microseconds since 1970.
    ///   - isDry: Whether nothing is removed, and only told.
    /// - Throws: `JournalError` when the journal cannot be read, `CancellationError`.
    func run(_ retention: Retention, now: Int64, isDry: Bool = false, limit: Duration? = nil) async throws -> Outcome {
        let deadline = limit.map { clock.now + $0 }
        var outcome = Outcome()
        for summary in try await due(retention, now) {
            try Task.checkCancellation()
            if let deadline, clock.now >= deadline {
                outcome.isCutShort = true
                break
            }
            if isDry { outcome.count(summary) } else { try await remove(summary, &outcome) }
        }
        return outcome
    }

    private func due(_ retention: Retention, _ now: Int64) async throws -> [SessionSummary] {
        var all = try await catalogue.all()
        // Only who counts bytes has to look at every file.
        if retention.byteLimit != nil { all = try await catalogue.measured(all) }
        let removals = retention.removals(among: all.compactMap(\.candidate), now: now)
        let known = Dictionary(all.map { ($0.session, $0) }) { first, _ in first }
        return removals.compactMap { known[$0] }
    }

    private func remove(_ summary: SessionSummary, _ outcome: inout Outcome) async throws {
        let summary = try await catalogue.measured([summary])[0]
        do {
            let isRemoved = try await removal.remove(summary, SessionRemoval.Manner(lastTime: summary.lastTime))
            if isRemoved { outcome.count(summary) } else { outcome.skipped.append(summary.session) }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            outcome.skipped.append(summary.session)
            outcome.failure = outcome.failure ?? "\(error)"
        }
    }
}

extension SessionPruning.Outcome {
    fileprivate mutating func count(_ summary: SessionSummary) {
        removed.append(summary.session)
        bytes += summary.byteCount
    }

    /// The outcome as programs read it.
    var json: JSONValue {
        [
            "sessions": .array(removed.map { .string($0.text) }), "bytes": .number(JSONNumber(bytes)),
            "skipped": .array(skipped.map { .string($0.text) }), "more": .bool(isCutShort),
        ]
    }
}
