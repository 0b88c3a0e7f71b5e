import JSON

/// Answers to the host that are wrong, doubled, late or made up.
enum ResponseModes {
    static let all: [String: Mode] = [
        "respond": Mode(.opening) { turn, words in turn.program.responses.manner = try manner(words) },
        "stray-response": Mode { turn, _ in strayResponses.forEach(turn.program.send) },
        "stray-cancel": Mode { turn, _ in turn.program.send(["type": "control_cancel_request", "request_id": "no-such-request"]) },
        "ignore-interrupt": Mode(.opening) { turn, _ in turn.program.ignoresInterrupts = true },
    ]

    /// `right|never|twice|wrong-id|without-id|not-an-object|failed|late MILLISECONDS`.
    static func manner(_ words: Words) throws -> ResponsePolicy.Manner {
        let plain: [String: ResponsePolicy.Manner] = [
            "right": .right, "never": .never, "twice": .twice, "wrong-id": .wrongID, "without-id": .withoutID,
            "not-an-object": .notAnObject, "failed": .failed,
        ]
        if words[0] == "late" { return .late(try words.number(1, or: 500)) }
        guard let manner = plain[words[0] ?? ""] else { throw Misuse(message: "respond knows no '\(words.text)'") }
        return manner
    }

    private static let strayResponses: [JSONObject] = [
        Frame.controlSuccess("no-such-request", [:]),
        Frame.controlError("no-such-request", "nobody asked"),
        ["type": "control_response"],
        ["type": "control_response", "response": ["subtype": "fake_novelty", "request_id": "no-such-request"]],
        ["type": "control_response", "response": ["subtype": "success", "request_id": 5]],
    ]
}
