internal import AgentServer
internal import Domain
internal import JSON

extension SessionCommand {
    /// `roost session ls`.
    ///
    /// - Throws: `CommandError`, and what `SessionAccess` throws.
    public func list() async throws {
        let limit = try values.number(.listLimit, 1...SessionRequest.listLimit) ?? 1000
        let order = try values.value(.sort, "activity or name") { SessionRequest.Order(rawValue: $0) } ?? .activity
        let answer = try await withSessions { try await $0.ask(.list(limit: limit, order: order)) }
        let sessions = answer["sessions"]?.array ?? []
        switch format {
        case .json: try await write(answer)
        case .ids: try await write(ids: sessions.compactMap { $0["id"] })
        case .table: try await write(SessionText.table(sessions))
        }
        let left = (answer["total"]?.int ?? 0) - sessions.count
        if left > 0, format != .json { talk.say("roost: \(left) more; --limit says how many are shown") }
    }

    /// `roost session show`.
    ///
    /// - Throws: `CommandError`, and what `SessionAccess` throws.
    public func show() async throws {
        let session = try sessions()[0]
        guard try !values.isOn(.events) else { return try await writeEvents(of: session) }
        let answer = try await withSessions { try await $0.ask(.show(session)) }
        switch format {
        case .json: try await write(answer)
        case .ids: try await write(ids: (answer["turn_list"]?.array ?? []).compactMap { $0["id"] })
        case .table: try await write(SessionText.card(answer))
        }
    }

    private func writeEvents(of session: SessionID) async throws {
        try await withSessions { access in
            var last = 0
            while case let events = try await access.ask(.events(session, after: last))["events"]?.array ?? [], !events.isEmpty {
                try await write(events.map { $0.serializedString() + "\n" }.joined())
                last = events.last?["number"]?.int ?? Int.max
            }
        }
    }
}
