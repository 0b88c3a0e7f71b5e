internal import Domain
internal import JSON
internal import Journal

/// A prompt that has been taken in: the body of `prompt.accepted`.
struct AcceptedPrompt: Sendable, Hashable {
    /// By which the CLI names the prompt; fresh for each.
    let uuid: String
    /// What was asked.
    let text: String
    /// Whether its client is there to follow the turn.
    var attendance = SessionTurns.Attendance.followed

    init(uuid: String, text: String, _ attendance: SessionTurns.Attendance = .followed) {
        self.uuid = uuid
        self.text = text
        self.attendance = attendance
    }

    /// Reads the event; `nil` when it is none of this form.
    init?(_ event: JournalEvent) {
        guard event.kind == .promptAccepted, let json = try? JSONValue(parsing: event.body) else { return nil }
        guard let uuid = json["id"]?.string, let text = json["content"]?.string else { return nil }
        self.init(uuid: uuid, text: text, json["source"] == "contract" ? .followed : .unattended)
    }

    var body: [UInt8] {
        let source: JSONValue = attendance == .followed ? "contract" : "managed"
        return JSONValue.object(["id": .string(uuid), "content": .string(text), "source": source]).serialized()
    }
}
