internal import Domain
internal import Journal

/// A session's past, read from the journal and projected.
struct EventHistory: Sendable {
    let journal: any Journal
    let subject: ProjectionSubject
    let checkpoints: ProjectionCheckpoints
    /// Those on the disk, where there are any.
    var kept: KeptProjections?

    private static let byteLimit = 1 << 20

    /// The projection after an entry, or after the last one if that comes before.
    ///
    /// - Throws: `JournalError`, `CancellationError`.
    func projection(after number: Int) async throws -> SessionProjection {
        var projection = await start(before: number)
        while projection.number < number, try await step(&projection, through: number, { _ in }) {}
        return projection
    }

    /// The projection nearest to an entry that can be had for little.
    private func start(before number: Int) async -> SessionProjection {
        let known = checkpoints.nearest(subject.session, before: number)
        let stored = await kept?.nearest(subject, before: number, beyond: known?.number ?? 0, journal)
        if let stored { checkpoints.keep(stored) }
        guard var nearest = stored ?? known else { return SessionProjection(subject) }
        nearest.view = subject.thread
        return nearest
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
        let entries = try await page(after: projection.number, count: end - projection.number)
        for entry in entries {
            for event in projection.apply(entry) { body(event) }
        }
        if projection.number % interval == 0, projection.number > 0 {
            checkpoints.keep(projection)
            kept?.offer(projection)
        }
        return !entries.isEmpty
    }

    /// Entries as they are stored.
    // Inlined into a loop, it makes the optimiser of Swift 6.3.1 crash.
    @inline(never)
    func page(after number: Int, count: Int) async throws -> [JournalEvent] {
        try await journal.events(of: subject.session, after: number, count: count, byteLimit: Self.byteLimit)
    }
}
