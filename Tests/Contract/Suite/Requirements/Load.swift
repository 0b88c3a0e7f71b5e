internal import HTTP
internal import JSON

extension Requirement {
    static let load = [
        Requirement("G2-17", "a session takes a bounded number of prompts; the one too many is answered 429 with Retry-After", .alone) {
            client in
            let session = client.session("G2-17")
            let busy = client.options.busy * 2
            var turns = [try await client.open(ContractClient.stall(busy), in: session, waits: busy)]
            defer { for turn in turns { turn.close() } }
            let refusal = try await fill(client, session, &turns)
            try checkRefusal(refusal)
            for index in turns.indices {
                let turn = try await turns[index].rest()
                try require(turn.frames.last?.event == "done", "prompt \(index + 1) was accepted and must be answered, \(turn.ending)")
                try turn.expectAnswer(holding: "\(ordinal(index + 1)) message", "accepted prompts must be answered in their order")
            }
            _ = try await client.goodTurn("Is there room again?", in: session)
        }
    ]

    /// Sends prompts until one is refused; the accepted ones go into `turns`.
    private static func fill(_ client: ContractClient, _ session: String, _ turns: inout [LiveTurn]) async throws -> Answer {
        for index in 1...client.options.burst {
            switch try await client.offer("Prompt \(index + 1).", to: session, waits: client.options.deadline) {
            case .accepted(let turn): turns.append(turn)
            case .refused(let answer): return answer
            }
        }
        throw ContractError(.broken, "none of \(client.options.burst) prompts to a busy session was refused")
    }

    private static func checkRefusal(_ answer: Answer) throws {
        try answer.expect(429, to: "one prompt too many")
        try require(answer.json?["detail"]?.string?.isEmpty == false, "a 429 must say why in detail, was \(answer.summary)")
        let seconds = answer.fields["retry-after"].flatMap { Int($0) } ?? -1
        try require(seconds >= 0, "a 429 must carry Retry-After in whole seconds, was \(answer.fields["retry-after"] ?? "absent")")
    }
}
