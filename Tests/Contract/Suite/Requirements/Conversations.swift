internal import JSON

extension Requirement {
    static let conversations = [
        Requirement("F016", "a stream holds the new turn only, no history") { client in
            let (session, old, new) = (client.session("F016"), client.word("F016old"), client.word("F016new"))
            let first = try await client.goodTurn("Hello \(old).", in: session)
            try first.expectAnswer(holding: old, "the first turn must be answered")
            let second = try await client.goodTurn("[[text:\(new)]]", in: session)
            try second.expectAnswer(holding: new, "the second turn must be answered")
            let bytes = second.frames.flatMap(\.lines)
            let isOld = bytes.contains { String(decoding: $0, as: UTF8.self).contains(old) }
            try require(!isOld, "the second stream must not hold the first prompt or its answer")
            let results = try (first.messages() + second.messages()).compactMap { $0["uuid"]?.string }
            try require(Set(results).count == results.count, "the second stream must not repeat messages of the first")
        },
        Requirement("F018", "a follow-up resumes the same conversation and remembers it") { client in
            let (session, word) = (client.session("F018"), client.word("F018"))
            let first = try await client.goodTurn("I am \(word).", in: session)
            let second = try await client.goodTurn("Who am I?", in: session)
            let (before, after) = (try first.sessionID(), try second.sessionID())
            try require(before == after, "a follow-up must keep the session id \(before), had \(after)")
            try second.expectAnswer(holding: "2nd message", "a follow-up must know how many prompts came before")
            try second.expectAnswer(holding: word, "a follow-up must know the first prompt")
        },
        Requirement("F020", "an unknown session id starts a conversation of its own") { client in
            let first = try await client.goodTurn("Hello.", in: client.session("F020-one"))
            let second = try await client.goodTurn("Hello.", in: client.session("F020-two"))
            for turn in [first, second] { try turn.expectAnswer(holding: "1st message", "a new session must know nothing") }
            try require(try first.sessionID() != second.sessionID(), "two sessions must not share the agent's session id")
        },
        Requirement("G2-1", "a request that is refused does not harm the session") { client in
            let session = client.session("G2-1")
            let id = try await client.goodTurn("Hello.", in: session).sessionID()
            try await client.post(session, body: "{}").expect(422, to: "a body without a prompt")
            try await client.post(session, body: "not json").expect(422, to: "a body that is no JSON")
            try await client.get(ContractClient.path(session), fields: client.authorization).expect(405, to: "GET of a session")
            let next = try await client.goodTurn("Hello again.", in: session)
            try next.expectAnswer(holding: "2nd message", "refused requests must not count and not erase")
            try require(try next.sessionID() == id, "refused requests must not change the conversation")
        },
        Requirement("G2-13", "ten sessions at once keep apart", .alone) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<10 { group.addTask { try await checkSeparate(client, index) } }
                try await group.waitForAll()
            }
        },
        Requirement("G2-15", "prompts sent to one session at once take turns, and the conversation holds them all") { client in
            let session = client.session("G2-15")
            async let one = client.goodTurn("[[slow:250]]", in: session)
            async let two = client.goodTurn("[[slow:250]]", in: session)
            async let three = client.goodTurn("[[slow:250]]", in: session)
            let turns = try await [one, two, three].sorted { try $0.span().lowerBound < $1.span().lowerBound }
            for (turn, number) in zip(turns, 1...) {
                try turn.expectAnswer(holding: "your \(ordinal(number)) message", "prompts must be answered in turn")
            }
            for (turn, next) in zip(turns, turns.dropFirst()) {
                let overlap = try next.span().lowerBound.duration(to: turn.span().upperBound)
                try require(overlap < clientSkew, "a turn must not begin before the one ahead has ended, began \(overlap) before")
            }
            try require(try Set(turns.map { try $0.sessionID() }).count == 1, "all prompts must belong to one conversation")
        },
    ]

    /// Two connections that are ready together are read in any order.
    private static let clientSkew = Duration.milliseconds(100)

    /// Two turns, of which the second must know the first and no other session's.
    private static func checkSeparate(_ client: ContractClient, _ index: Int) async throws {
        let session = client.session("G2-13-\(index)")
        _ = try await client.goodTurn("I am \(client.word("G213n\(index)")).", in: session)
        let second = try await client.goodTurn("Who am I?", in: session)
        let answer = try second.answer()
        for other in 0..<10 where other != index {
            try require(!answer.contains(client.word("G213n\(other)")), "session \(index) must not know what session \(other) was told")
        }
        try second.expectAnswer(holding: client.word("G213n\(index)"), "session \(index) must remember its own first prompt")
    }
}

extension Turn {
    /// From the first event to the last.
    func span() throws -> ClosedRange<ContinuousClock.Instant> {
        let first = try require(frames.first?.arrived, "a turn must have events")
        return first...(frames.last?.arrived ?? first)
    }
}
