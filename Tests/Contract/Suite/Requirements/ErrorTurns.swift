internal import JSON

extension Requirement {
    static let errorTurns = [
        Requirement("F014", "a stream has exactly one terminal event, done or error, and nothing behind it") { client in
            let good = try await client.turn("Hello.", in: client.session("F014-good"))
            try checkTerminal(good, "done")
            let bad = try await client.turn("[[error:400 \(client.word("F014"))]]", in: client.session("F014-bad"))
            try checkTerminal(bad, "error")
        },
        Requirement("F015", "an error event carries {\"message\": text} after the result that says is_error") { client in
            let turn = try await client.turn("[[error:400 \(client.word("F015"))]]", in: client.session("F015"))
            let message = try message(of: turn)
            try require(!message.isEmpty, "the message of an error event must say something")
            try require(try turn.result()["is_error"]?.bool == true, "the ResultMessage of a failed turn must say is_error")
        },
        Requirement("A6-refusal", "a turn that the model refuses ends with error, and its result says refusal") { client in
            let turn = try await client.turn("[[refuse]] [[text:No.]]", in: client.session("A6-refusal"))
            try checkTerminal(turn, "error")
            let result = try turn.result()
            try require(result["stop_reason"]?.string == "refusal", "the ResultMessage of a refused turn must say refusal, was \(result)")
        },
        Requirement("F047", "an error event says why the turn failed, not how the process ended") { client in
            let word = client.word("F047")
            let turn = try await client.turn("[[error:400 \(word)]]", in: client.session("F047"))
            let message = try message(of: turn)
            try require(message.contains(word), "the message must hold the API's words \"\(word)\", was \"\(excerpt(message.utf8))\"")
        },
    ]

    private static func checkTerminal(_ turn: Turn, _ expected: String) throws {
        let ends = turn.frames.compactMap(\.event).filter { $0 != "message" }
        try require(ends == [expected], "the events other than message must be one \(expected), were \(ends)")
        try require(turn.frames.last?.event == expected, "\(expected) must be the last event, \(turn.ending)")
        try require(!turn.isMidway, "nothing may follow the terminal event")
    }

    private static func message(of turn: Turn) throws -> String {
        let last = try require(turn.frames.last, "a failed turn must have events")
        try require(last.event == "error", "a failed turn must end with error, \(turn.ending)")
        let data = (try? JSONValue(parsing: last.data.first ?? []))?.object
        let message = try require(data?["message"]?.string, "the data of error must be {\"message\": text}, \(turn.ending)")
        try require(data?.count == 1, "the data of error must hold a message alone, \(turn.ending)")
        return message
    }
}
