internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Lists of sessions.
extension SessionEndpoints {
    private static let list = "sessions"
    /// Records that one page looks at for those whose status fits.
    private static let scanLimit = 2000

    func list(_ request: ManagedRequest) async throws -> JSONValue {
        let page = try PageRequest(request.query, list: Self.list)
        var query = page.records(StoredSession.kind, includesArchived: try request.query.flag("include_archived") ?? false)
        query.tags = try tags(request.query)
        let isBackward = page.cursor?.isBackward ?? false
        if isBackward { query.order = query.order == .ascending ? .descending : .ascending }
        let statuses = try statuses(request.query)
        var found = try await find(&query, statuses, request.time)
        if isBackward { found.entries.reverse() }
        return answer(found, page, isBackward)
    }

    private struct Found {
        var entries: [(place: Int, time: Int64, json: JSONValue)] = []
        var hasMore = false
    }

    private func find(_ query: inout RecordQuery, _ statuses: Set<SessionProjection.Status>, _ time: Timestamp) async throws -> Found {
        var found = Found()
        let limit = query.limit
        var scanned = 0
        while true {
            let page = try await store.records.page(query)
            for record in page.records {
                query.after = record.ordinal
                guard let entry = try await entry(record, statuses, time) else { continue }
                guard found.entries.count < limit else {
                    found.hasMore = true
                    return found
                }
                found.entries.append((record.ordinal, record.created, entry))
            }
            scanned += page.records.count
            guard page.hasMore, !page.records.isEmpty else { return found }
            if statuses.isEmpty || scanned >= Self.scanLimit {
                found.hasMore = true
                return found
            }
        }
    }

    private func entry(_ record: Record, _ statuses: Set<SessionProjection.Status>, _ time: Timestamp) async throws -> JSONValue? {
        guard let session = StoredSession(record) else { return nil }
        let projection = try await store.projection(session)
        guard statuses.isEmpty || statuses.contains(SessionObject.status(session, projection)) else { return nil }
        return SessionObject.json(session, projection, at: time.microseconds)
    }

    private func answer(_ found: Found, _ page: PageRequest, _ isBackward: Bool) -> JSONValue {
        let hasNext = isBackward || found.hasMore
        let hasPrevious = isBackward ? found.hasMore : page.cursor != nil
        func cursor(_ entry: (place: Int, time: Int64, json: JSONValue)?, backward: Bool) -> JSONValue {
            guard let entry else { return .null }
            let cursor = PageCursor(list: page.list, order: page.order, place: entry.place, time: entry.time, isBackward: backward)
            return .string(cursor.text)
        }
        return [
            "data": .array(found.entries.map(\.json)),
            "next_page": hasNext ? cursor(found.entries.last, backward: false) : .null,
            "prev_page": hasPrevious ? cursor(found.entries.first, backward: true) : .null,
        ]
    }

    private func tags(_ query: ManagedQuery) throws -> [[String]] {
        var tags: [[String]] = []
        let version = try query.number("agent_version", 1...Int(Int32.max))
        if let agent = try query.text("agent_id") {
            tags.append([version.map { "agent:\(agent)/\($0)" } ?? "agent:\(agent)"])
        } else if version != nil {
            throw ManagedError.invalid(field: "agent_version", "goes with agent_id only")
        }
        if let store = try query.text("memory_store_id") { tags.append(["memory_store:\(store)"]) }
        // Nothing here is made by a deployment.
        if let deployment = try query.text("deployment_id") { tags.append(["deployment:\(deployment)"]) }
        return tags
    }

    private func statuses(_ query: ManagedQuery) throws -> Set<SessionProjection.Status> {
        var statuses: Set<SessionProjection.Status> = []
        for text in query.texts("statuses") {
            guard let status = SessionProjection.Status(rawValue: text) else {
                throw ManagedError.invalid(field: "statuses", "must be of idle, running, rescheduling, terminated")
            }
            statuses.insert(status)
        }
        return statuses
    }
}
