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
    func attach(_ resources: [JSONValue], to session: SessionID, at time: Timestamp) async throws -> [JSONValue]
    /// The bytes of stored files that stand in a message, by their ids.
    func sources(_ files: [String]) async throws -> [String: PromptSource]
    /// Takes a file of a session away.
    func detach(_ resource: JSONValue, from session: SessionID) async throws
    /// Takes away whatever belongs to a session that is no more.
    func removeAll(of session: SessionID) async throws
}
