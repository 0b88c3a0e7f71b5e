extension Requirement {
    static let prompts = [
        Requirement("A4-unicode", "any text is a prompt: emoji, right-to-left, composed characters, NUL and half surrogate pairs") {
            client in
            let session = client.session("A4-unicode")
            let text =
                "\u{1F9D1}\u{200D}\u{1F680}\u{1F426} \u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{202E}abc\u{202C} e\u{301}\u{1E69} \u{FF}\u{2028}."
            let turn = try await client.goodTurn("Say \(text)", in: session)
            try turn.expectAnswer(holding: "You said: \"Say \(text)\"", "text must come through unchanged")
            for escape in [#"\u0000"#, #"\ud83d \udc26\ud83d \ufffe\u0007"#] {
                let word = client.word("A4unicode")
                let turn = try await escaped(client, #"{"prompt":"\#(word) \#(escape) end"}"#, session)
                try turn.expectAnswer(holding: word, "a prompt with \(escape) must be answered")
            }
        },
        Requirement("A4-verbatim", "a prompt is text and nothing else: no command, no file, no shell") { client in
            let session = client.session("A4-verbatim")
            let id = try await client.goodTurn("Hello.", in: session).sessionID()
            let texts = ["/clear", "/compact", "@/etc/hostname", "!id", "/no-such-command"]
            for (index, text) in texts.enumerated() {
                let turn = try await client.goodTurn(text, in: session)
                try turn.expectAnswer(holding: "\(ordinal(index + 2)) message", "\(text) must be counted")
                try turn.expectAnswer(holding: "You said: \"\(text)\"", "\(text) must reach the model as it is")
                try require(try turn.sessionID() == id, "\(text) must not change the conversation")
            }
        },
        Requirement("F039", "a prompt that begins with a dash is a prompt, not a flag") { client in
            let session = client.session("F039")
            for text in ["--version", "-p"] {
                let turn = try await client.goodTurn(text, in: session)
                try turn.expectAnswer(holding: "You said: \"\(text)\"", "\(text) must reach the model as it is")
            }
        },
    ]

    private static func escaped(_ client: ContractClient, _ body: String, _ session: String) async throws -> Turn {
        switch try await client.offer(bytes: Array(body.utf8), to: session) {
        case .refused(let answer): throw ContractError(.broken, "the body \(body) must be accepted, was \(answer.summary)")
        case .accepted(var live):
            let turn = try await live.rest()
            try require(turn.frames.last?.event == "done", "the body \(body) must be answered, \(turn.ending)")
            return turn
        }
    }
}
