internal import JSON

extension Requirement {
    /// Classes of messages that a client may meet (A6).
    private static let classes: Set<String> = [
        "SystemMessage", "AssistantMessage", "UserMessage", "ResultMessage", "MirrorErrorMessage", "RateLimitEvent", "StreamEvent",
        "TaskStartedMessage", "TaskProgressMessage", "TaskNotificationMessage", "TaskUpdatedMessage", "HookEventMessage",
        "ConversationResetMessage",
    ]

    static let framing = [
        Requirement("F013", "every message is one line of ASCII JSON whose type is a message class") { client in
            let prompt = "[[think:Hm.]] [[tool:Read {\"file_path\":\"/etc/hostname\"}]] [[text:Gr\u{FC}\u{DF}e \u{1F426} \u{5E9}]]"
            let turn = try await client.goodTurn(prompt, in: client.session("F013"))
            for frame in turn.messageFrames { try checkMessage(frame) }
            try turn.expectAnswer(holding: "Gr\u{FC}\u{DF}e \u{1F426} \u{5E9}", "escaped text must mean the same")
        },
        Requirement("A5-framing", "frames are event, data and an empty line, each ended by CRLF; done has empty data") { client in
            let turn = try await client.goodTurn("Hello.", in: client.session("A5"))
            try require(turn.badLineEnds == 0, "\(turn.badLineEnds) lines did not end with CRLF")
            for frame in turn.frames {
                let names = frame.lines.map { line in String(decoding: line.prefix { $0 != 0x3A }, as: UTF8.self) }
                // A server may number its frames; a client that does not resume them does not look.
                let shown = names.first == "id" ? Array(names.dropFirst()) : names
                try require(shown == ["event", "data"], "a frame must be event and data, was \(names)")
                let isSpaced = frame.lines.allSatisfy { line in
                    ["id: ", "event: ", "data: "].contains { line.starts(with: Array($0.utf8)) }
                }
                try require(isSpaced, "a blank must follow the colon of each field")
            }
            try require(turn.frames.last?.data == [[]], "the data of done must be empty, \(turn.ending)")
        },
        Requirement("A5-large", "a message of 1 MiB arrives whole") { client in
            let size = 1 << 20
            let turn = try await client.goodTurn("[[size:\(size)]]", in: client.session("A5-large"))
            let answer = try turn.answer().utf8.count
            try require(answer == size, "an answer of \(size) bytes must arrive whole, had \(answer)")
        },
    ]

    private static func checkMessage(_ frame: Frame) throws {
        try require(frame.data.count == 1, "a message must have one data line, had \(frame.data.count)")
        try require(frame.data[0].allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a message must be ASCII, was \(excerpt(frame.data[0]))")
        let value = try require(try? JSONValue(parsing: frame.data[0]), "a message must be JSON, was \(excerpt(frame.data[0]))")
        let type = value["type"]?.string ?? "nothing"
        try require(classes.contains(type), "the type of a message must be one of A6, was \(type)")
    }
}
