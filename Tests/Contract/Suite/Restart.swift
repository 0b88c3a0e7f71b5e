public import JSON

/// A conversation that must outlive the server: made before its restart, gone on with after it (F019).
public struct RestartState: Sendable {
    let session: String
    let agentSession: String
    let word: String

    /// What to keep between the two halves.
    public var json: JSONValue { ["session": .string(session), "agent_session": .string(agentSession), "word": .string(word)] }

    init(session: String, agentSession: String, word: String) {
        self.session = session
        self.agentSession = agentSession
        self.word = word
    }

    /// Reads what `json` gave.
    ///
    /// - Throws: `ContractError` with code `state` when it is something else.
    public init(_ json: JSONValue) throws(ContractError) {
        guard let session = json["session"]?.string, let agent = json["agent_session"]?.string, let word = json["word"]?.string else {
            throw ContractError(.state, "this is not what --phase before has written: it needs session, agent_session and word")
        }
        self.init(session: session, agentSession: agent, word: word)
    }
}

/// The two halves of F019.
enum Restart {
    static let id = "F019"
    static let title = "a conversation survives a restart of the server"

    static func before(_ client: ContractClient) async throws -> RestartState {
        let (session, word) = (client.session(id), client.word(id))
        let turn = try await client.goodTurn("I am \(word).", in: session)
        return RestartState(session: session, agentSession: try turn.sessionID(), word: word)
    }

    static func after(_ client: ContractClient, _ state: RestartState) async throws {
        let turn = try await client.goodTurn("Who am I?", in: state.session)
        try turn.expectAnswer(holding: "2nd message", "the restarted server must know how many prompts came before")
        try turn.expectAnswer(holding: state.word, "the restarted server must know the first prompt")
        let agent = try turn.sessionID()
        try require(agent == state.agentSession, "the restarted server must go on with \(state.agentSession), had \(agent)")
    }
}
