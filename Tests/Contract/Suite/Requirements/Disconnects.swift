extension Requirement {
    static let disconnects = [
        Requirement("F024", "after a client has left in mid-turn the session answers promptly") { client in
            let session = client.session("F024")
            let word = client.word("F024")
            _ = try await leave(client, session)
            let turn = try await client.goodTurn("I am back: \(word).", in: session)
            try turn.expectAnswer(holding: word, "the session must go on after a client has left")
            let waited = turn.opened.duration(to: turn.closed)
            let allowed = client.options.busy + client.options.deadline / 2
            try require(waited < allowed, "the session must answer within \(allowed) after a client has left, took \(waited)")
        },
        Requirement("G2-14", "a first turn that its client leaves keeps its conversation") { client in
            let session = client.session("G2-14")
            let first = try await leave(client, session)
            let next = try await client.goodTurn("I am back.", in: session).sessionID()
            try require(first == next, "the follow-up must go on with conversation \(first), had \(next)")
        },
    ]

    /// Begins a slow turn, leaves once it runs, and gives the agent's session id.
    private static func leave(_ client: ContractClient, _ session: String) async throws -> String {
        let busy = client.options.busy
        var turn = try await client.open(ContractClient.stall(busy), in: session, waits: busy)
        defer { turn.close() }
        guard try await turn.next() != nil else { throw ContractError(.broken, "a slow turn must send its init message before it stalls") }
        return try turn.sofar().sessionID()
    }
}
