internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Lists of sessions.
extension SessionEndpoints {
    private static let list = "sessions"
    /// Records after which a page ends that has something, where a status is asked for.
    private static let scanLimit = 2000
    /// Records that are read at a time then.
    private static let scanPage = 500

    func list(_ request: ManagedRequest) async throws -> JSONValue {
        let page = try PageRequest(request.query, list: Self.list, [.order, .allTimes])
        let statuses = try statuses(request.query)
        // Whoever asks for what is over does not mean what is hidden because it is over.
        let includesArchived = try request.query.flag("include_archived") ?? statuses.contains(.terminated)
        var query = page.records(StoredSession.kind, includesArchived: includesArchived)
        query.tags = try tags(request.query)
        let isBackward = page.cursor?.isBackward ?? false
        if isBackward { query.order = query.order == .ascending ? .descending : .ascending }
        var found = try await find(query, statuses, request.time)
        if isBackward { found.entries.reverse() }
        return answer(found, page, isBackward)
    }

    private struct Found {
        typealias Place = (place: Int, time: Int64)

        var entries: [(at: Place, json: JSONValue)] = []
        var hasMore = false
        /// The last record that was looked at and need not be again.
        var end: Place?
    }

    private func find(_ query: RecordQuery, _ statuses: Set<SessionProjection.Status>, _ time: Timestamp) async throws -> Found {
        guard !statuses.isEmpty else { return try await whole(query, time) }
        let open = try await OpenSessions.read(store.journal)
        var (found, scan, scanned) = (Found(), query, 0)
        scan.limit = Self.scanPage
        repeat {
            try Task.checkCancellation()
            let page = try await store.records.page(scan)
            for record in page.records {
                guard try await add(record, statuses, open, time, to: &found, limit: query.limit) else { return found }
                scan.after = record.ordinal
            }
            scanned += page.records.count
            guard page.hasMore, !page.records.isEmpty else { return found }
            // A page with nothing on it would be taken for the last one.
        } while scanned < Self.scanLimit || found.entries.isEmpty
        found.hasMore = true
        return found
    }

    /// Looks at a record; false when it belongs to the next page.
    // Inlined into a loop, it makes the optimiser of Swift 6.3.1 crash.
    @inline(never)
    private func add(
        _ record: Record,
        _ statuses: Set<SessionProjection.Status>,
        _ open: OpenSessions,
        _ time: Timestamp,
        to found: inout Found,
        limit: Int
    ) async throws -> Bool {
        let place = (record.ordinal, record.created)
        if let session = StoredSession(record), open.mayHave(statuses, session) {
            let projection = try await store.projection(session)
            if statuses.contains(SessionObject.status(session, projection)) {
                found.hasMore = found.entries.count == limit
                guard !found.hasMore else { return false }
                found.entries.append((place, SessionObject.json(session, projection, at: time.microseconds)))
            }
        }
        found.end = place
        return true
    }

    /// A page of sessions of any status.
    private func whole(_ query: RecordQuery, _ time: Timestamp) async throws -> Found {
        let page = try await store.records.page(query)
        var found = Found(hasMore: page.hasMore)
        for record in page.records {
            found.end = (record.ordinal, record.created)
            guard let session = StoredSession(record) else { continue }
            found.entries.append(((record.ordinal, record.created), try await store.object(session, at: time)))
        }
        return found
    }

    private func answer(_ found: Found, _ page: PageRequest, _ isBackward: Bool) -> JSONValue {
        let hasNext = isBackward || found.hasMore
        let hasPrevious = isBackward ? found.hasMore : page.cursor != nil
        func cursor(_ at: Found.Place?, backward: Bool) -> JSONValue {
            guard let at else { return .null }
            return .string(PageCursor(list: page.list, order: page.order, place: at.place, time: at.time, isBackward: backward).text)
        }
        let (first, last) = (found.entries.first?.at, found.entries.last?.at)
        return [
            "data": .array(found.entries.map(\.json)),
            "next_page": hasNext ? cursor(isBackward ? last : found.end, backward: false) : .null,
            "prev_page": hasPrevious ? cursor(isBackward ? found.end : first, backward: true) : .null,
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
