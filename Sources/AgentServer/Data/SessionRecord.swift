internal import ClaudeAgent
internal import Domain
internal import JSON

/// What is durable about a session besides its transcript.
struct SessionRecord: Sendable, Hashable {
    /// The caller's name for it.
    let id: SessionID
    /// The CLI's session id: chosen by us before the first prompt is sent, moved when the conversation is reset.
    var claudeSessionID: String

    init(id: SessionID, claudeSessionID: String) {
        self.id = id
        self.claudeSessionID = claudeSessionID
    }

    /// Reads a record; `nil` when the bytes are none of this session's.
    init?(_ bytes: [UInt8], id: SessionID) {
        guard let json = try? JSONValue(parsing: bytes), json["id"]?.string == id.text else { return nil }
        guard let claudeSessionID = json["claude_session_id"]?.string, SessionIdentifier.isValid(claudeSessionID) else { return nil }
        self.init(id: id, claudeSessionID: claudeSessionID)
    }

    var bytes: [UInt8] {
        let json: JSONValue = ["version": 1, "id": .string(id.text), "claude_session_id": .string(claudeSessionID)]
        return json.serialized() + [0x0A]
    }
}
