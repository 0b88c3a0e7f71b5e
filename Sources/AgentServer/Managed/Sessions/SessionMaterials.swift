internal import Domain
internal import JSON
internal import ManagedAgents

/// What sessions need of the other objects of /v1. Each call throws `ManagedError` when the client has named something that cannot be used.
protocol SessionMaterials: Sendable {
    /// An agent's snapshot, of its latest version where none is named.
    func agent(_ id: String, version: Int?) async throws -> JSONValue
    /// A snapshot with some of its parts changed, checked like an agent.
    func agent(_ snapshot: JSONValue, changing parts: JSONObject) async throws -> JSONValue
    /// That there is such an environment and that it can be used.
    func checkEnvironment(_ id: String) async throws
    /// That there are these vaults.
    func checkVaults(_ ids: [String]) async throws
    /// Resources as the session's object has them, made for this session: files are copied under an id of their own.
    ///
    /// - Parameter others: What the session has already.
    func attach(_ resources: [JSONValue], beside others: [JSONValue], to session: SessionID, at time: Timestamp) async throws -> [JSONValue]
    /// Those of a session's resources whose files and stores have not been deleted.
    func present(_ resources: [JSONValue]) async throws -> [JSONValue]
    /// The same blocks with what stored files hold in place of their ids; an error of 413 where that makes them too large.
    ///
    /// - Parameter others: Bytes of what stands beside them.
    func whole(_ blocks: [PromptBlock], beside others: Int) async throws -> [PromptBlock]
    /// Takes a file of a session away.
    func detach(_ resource: JSONValue, from session: SessionID) async throws
    /// Takes away whatever belongs to a session that is no more.
    func removeAll(of session: SessionID) async throws
}

extension SessionMaterials {
    /// Resources of a session that has none yet.
    func attach(_ resources: [JSONValue], to session: SessionID, at time: Timestamp) async throws -> [JSONValue] {
        try await attach(resources, beside: [], to: session, at: time)
    }

    /// A message with what stored files hold in place of their ids.
    func whole(_ content: PromptContent) async throws -> PromptContent {
        guard case .blocks(let blocks) = content, !content.fileIDs.isEmpty else { return content }
        return .blocks(try await whole(blocks, beside: 0))
    }

    /// An answer with what stored files hold in place of their ids.
    func whole(_ answer: CallAnswer) async throws -> CallAnswer {
        guard case .result(let content?, let isError) = answer.reply else { return answer }
        let places = content.indices.filter { content[$0]["source"]?["type"]?.string == "file" }
        guard !places.isEmpty else { return answer }
        let others = content.indices.filter { !places.contains($0) }.map { content[$0] }
        let blocks = try places.map { try PromptBlock(json: content[$0], path: "content[\($0)]") }
        let whole = try await whole(blocks, beside: JSONValue.array(others).serialized().count)
        var result = content
        for (place, block) in zip(places, whole) { result[place] = block.json }
        return CallAnswer(toolUseID: answer.toolUseID, reply: .result(content: result, isError: isError))
    }
}
