internal import Domain
internal import JSON
internal import Journal

/// A prompt that has been taken in: the body of `prompt.accepted`.
struct AcceptedPrompt: Sendable, Hashable {
    /// By which the CLI names the prompt; fresh for each.
    let uuid: String
    /// What was asked.
    let content: PromptContent

    init(uuid: String, content: PromptContent) {
        self.uuid = uuid
        self.content = content
    }

    init(uuid: String, text: String) { self.init(uuid: uuid, content: .text(text)) }

    /// Reads the event; `nil` when it is none of this form.
    init?(_ event: JournalEvent) {
        guard event.kind == .promptAccepted, let json = try? JSONValue(parsing: event.body) else { return nil }
        guard let uuid = json["id"]?.string, let value = json["content"] else { return nil }
        // An empty text has been accepted by earlier versions.
        let content = value.string.map(PromptContent.text)
        guard let content = content ?? (try? PromptContent(json: value)) else { return nil }
        self.init(uuid: uuid, content: content)
    }

    /// Whether its client is there to follow the turn; none of /v1 need be.
    var attendance: SessionTurns.Attendance { if case .text = content { .followed } else { .unattended } }

    /// What it says in words.
    var text: String { content.text }

    var body: [UInt8] {
        let source: JSONValue = if case .text = content { "contract" } else { "managed" }
        return JSONValue.object(["id": .string(uuid), "content": content.json, "source": source]).serialized()
    }
}
