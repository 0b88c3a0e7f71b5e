internal import Domain
internal import Journal

/// A session's past, read from the journal and projected.
struct EventHistory: Sendable {
    let journal: any Journal
    let subject: ProjectionSubject
    let checkpoints: ProjectionCheckpoints

    private static let byteLimit = 1 << 20

    /// The projection after an entry, or after the last one if that comes before.
    ///
    /// - Throws: `JournalError`, `CancellationError`.
    func projection(after number: Int) async throws -> SessionProjection {
        var projection = start(before: number)
        while projection.number < number, try await step(&projection, through: number, { _ in }) {}
        return projection
    }

    /// The projection nearest to an entry that can be had for nothing.
    private func start(before number: Int) -> SessionProjection {
        guard var kept = checkpoints.nearest(subject.session, before: number) else { return SessionProjection(subject) }
        kept.view = subject.thread
        return kept
    }

    /// Projects entries up to `last`, at most as many as lie between two checkpoints; false when there are none.
    // Inlined into a loop, it makes the optimiser of Swift 6.3.1 crash.
    @inline(never)
    func step(
        _ projection: inout SessionProjection,
        through last: Int,
        _ body: (ManagedEvent) -> Void
    ) async throws -> Bool {
        try Task.checkCancellation()
        let interval = ProjectionCheckpoints.interval
        let end = min(last, (projection.number / interval + 1) * interval)
        guard end > projection.number else { return false }
        let entries = try await journal.events(
            of: subject.session,
            after: projection.number,
            count: end - projection.number,
            byteLimit: Self.byteLimit
        )
        for entry in entries {
            for event in projection.apply(entry) { body(event) }
        }
        if projection.number % interval == 0, projection.number > 0 { checkpoints.keep(projection) }
        return !entries.isEmpty
    }
}
