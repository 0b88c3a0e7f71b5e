internal import Domain
internal import EventLoop
internal import JSON
internal import Journal

/// Answers what is asked about the sessions of a data folder.
struct SessionService: Sendable {
    let catalogue: SessionCatalogue
    let removal: SessionRemoval
    let pruning: SessionPruning

    /// How long one request may prune.
    private static let pruningTime = Duration.seconds(20)

    /// - Parameters:
    ///   - hosts: The sessions of the server; `nil` where none runs.
    ///   - lifecycle: Removes sessions of /v1, where a server serves it.
    ///   - records: What is kept of sessions of /v1, where no server runs.
    init(
        journal: any Journal,
        files: SessionFiles,
        hosts: SessionHosts?,
        clock: ServerClock,
        lifecycle: SessionLifecycle? = nil,
        records: SessionRecords? = nil
    ) {
        let known = lifecycle?.store.records ?? records?.store
        catalogue = SessionCatalogue(journal: journal, files: files, records: known, isServed: hosts != nil)
        let eraser = SessionEraser(journal: journal, files: files, clock: clock)
        removal = SessionRemoval(eraser: eraser, hosts: hosts, lifecycle: lifecycle, records: records)
        pruning = SessionPruning(catalogue: catalogue, removal: removal, clock: clock)
    }

    /// Does what is asked.
    ///
    /// - Throws: `SessionRefusal`, `CancellationError`.
    func answer(_ request: SessionRequest) async throws -> JSONValue {
        do {
            switch request {
            case .list(let limit, let order): return try await list(limit, order)
            case .show(let id): return try await show(id)
            case .events(let id, let after): return try await events(id, after)
            case .remove(let id, let isForced): return try await remove(id, isForced)
            case .prune(let bounds, let isDry): return try await prune(bounds, isDry)
            }
        } catch let error where !(error is SessionRefusal || error is CancellationError) {
            throw SessionRefusal(.failed, "\(error)")
        }
    }

    private func list(_ limit: Int, _ order: SessionRequest.Order) async throws -> JSONValue {
        let all = try await catalogue.all()
        let first = all.sorted { $0.precedes($1, in: order) }.prefix(limit)
        let sessions = try await catalogue.measured(Array(first)).map { JSONValue.object($0.json) }
        return ["sessions": .array(sessions), "total": .number(JSONNumber(all.count))]
    }

    private func show(_ id: SessionID) async throws -> JSONValue {
        var json = try await find(id).json
        var turns = TurnList(isServed: catalogue.isServed)
        try await catalogue.eachEvent(of: id) { turns.apply($0) }
        json.append("turn_list", turns.json)
        return .object(json)
    }

    private func events(_ id: SessionID, _ after: Int) async throws -> JSONValue {
        _ = try await find(id)
        return ["events": .array(try await catalogue.events(of: id, after: after).map(\.json))]
    }

    private func remove(_ id: SessionID, _ isForced: Bool) async throws -> JSONValue {
        let summary = try await find(id)
        _ = try await removal.remove(summary, SessionRemoval.Manner(isForced: isForced))
        return ["id": .string(id.text), "bytes": .number(JSONNumber(summary.byteCount))]
    }

    private func prune(_ bounds: SessionRequest.Bounds, _ isDry: Bool) async throws -> JSONValue {
        let retention = Retention(age: bounds.age.map { .seconds($0) }, byteLimit: bounds.byteLimit)
        return try await pruning.run(retention, now: WallClock.microseconds, isDry: isDry, limit: Self.pruningTime).json
    }

    private func find(_ id: SessionID) async throws -> SessionSummary {
        guard let summary = try await catalogue.find(id) else { throw SessionRefusal.unknown(id) }
        return summary
    }
}
