internal import JSON
internal import ManagedAgents
internal import Records

/// A session's history as messages, as the Messages API has them.
struct HistoryEndpoints: Sendable {
    let store: SessionStore

    private static let types: Set<String> = [
        "user.message", "agent.message", "agent.tool_use", "agent.mcp_tool_use", "agent.custom_tool_use", "agent.tool_result",
        "agent.mcp_tool_result", "user.custom_tool_result",
    ]

    /// What is served.
    var routes: [ManagedRoute] { [.get("/v1/sessions/{id}/messages") { .json(try await list($0)) }] }

    private func list(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        let name = "\(session.record.id)/messages"
        let page = try PageRequest(request.query, list: name, standard: 1000, most: 1000, order: .ascending)
        let place = page.cursor.map(EventPlace.init) ?? .start
        let found = try await store.history(session).ascending(after: place, limit: page.limit, EventFilter(types: Self.types))
        return ["data": .array(HistoryMessages.fold(found.events)), "next_page": found.next(page, request.time)]
    }
}
