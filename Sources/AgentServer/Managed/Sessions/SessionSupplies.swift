internal import ClaudeAgent
internal import Domain

/// Where that lies which sessions of /v1 are given beside their agent's definition, and where it goes what they leave.
protocol SessionSupplies: Sendable {
    /// A skill as it lies on the disk.
    ///
    /// - Throws: When it is not there any more.
    func skill(_ reference: SkillReference) async throws -> SkillPackage

    /// What an MCP server at this address is shown: the token of the first of these vaults that has one for it.
    func token(for url: String, in vaults: [String]) async throws -> Secret?

    /// Absolute path of a stored file's bytes; `nil` when it is gone.
    func path(ofFile id: String) async throws -> String?

    /// What a memory store holds, by paths such as `/a/b.md`.
    func memories(of store: String) async throws -> [String: [UInt8]]

    /// Takes in what a turn has left in the session's workspace; see `AgentDirectory`.
    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws
}
