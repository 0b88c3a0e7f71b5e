import JSON

/// What the host said: one `user` frame, or several that were merged into one turn.
struct Prompt {
    let text: String
    /// The ids that the host gave, none when it gave none.
    let uuids: [String]
    let isVerbatim: Bool
    /// Whether it waited for an earlier turn, which the host was told then.
    let hasWaited: Bool
    /// What the result says of a turn that nobody asked for.
    let origin: JSONValue?
    /// A call that had been put off, and that is all there is to do.
    var call: ToolCall?

    init(_ frame: JSONValue) {
        let content = frame["message"]?["content"]
        text = content?.string ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
        uuids = [frame["uuid"]?.string].compactMap(\.self)
        isVerbatim = frame["client_composed"]?.bool ?? false
        hasWaited = false
        origin = nil
    }

    private init(text: String, uuids: [String], isVerbatim: Bool, hasWaited: Bool, origin: JSONValue? = nil) {
        self.text = text
        self.uuids = uuids
        self.isVerbatim = isVerbatim
        self.hasWaited = hasWaited
        self.origin = origin
    }

    /// Whether it is the command that starts the conversation anew.
    var isClear: Bool { text == "/clear" && !isVerbatim }

    /// Prompts that waited together go into one turn.
    static func merged(_ prompts: [Prompt]) -> Prompt {
        Prompt(
            text: prompts.map(\.text).joined(separator: "\n"),
            uuids: prompts.flatMap(\.uuids),
            isVerbatim: prompts.allSatisfy(\.isVerbatim),
            hasWaited: true
        )
    }

    /// What a resumed conversation has to do first.
    static func takenUp(_ call: ToolCall) -> Prompt {
        var prompt = Prompt(text: "", uuids: [], isVerbatim: true, hasWaited: false)
        prompt.call = call
        return prompt
    }

    /// A turn that nobody asked for.
    static func background(_ text: String, run: String) -> Prompt {
        let origin: JSONValue = ["kind": "task-notification", "producer": "session-task", "runId": .string(run)]
        return Prompt(text: text, uuids: [], isVerbatim: true, hasWaited: false, origin: origin)
    }
}
