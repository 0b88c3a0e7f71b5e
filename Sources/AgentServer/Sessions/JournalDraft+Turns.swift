internal import Domain
internal import JSON
internal import Journal

/// The events that this server writes.
extension JournalDraft {
    /// The session has a conversation.
    static func bound(_ binding: SessionBinding) -> JournalDraft {
        JournalDraft(.sessionBound, body: JSONValue.object(binding.json).serialized())
    }

    /// A prompt has been accepted.
    static func accepted(_ prompt: AcceptedPrompt, turn: TurnID) -> JournalDraft {
        JournalDraft(.promptAccepted, turn: turn, body: prompt.body)
    }

    /// A turn has been given to a process.
    static func started(_ turn: TurnID, _ start: ProcessStart) -> JournalDraft {
        JournalDraft(.turnStarted, turn: turn, body: JSONValue.object(["start": .string(start.rawValue)]).serialized())
    }

    /// The CLI has sent a frame.
    static func frame(_ raw: [UInt8], turn: TurnID) -> JournalDraft { JournalDraft(.frame, turn: turn, body: raw) }

    /// A turn is over.
    static func ended(_ turn: TurnID, _ ending: TurnEnding) -> JournalDraft { JournalDraft(.turnEnded, turn: turn, body: ending.body) }
}
