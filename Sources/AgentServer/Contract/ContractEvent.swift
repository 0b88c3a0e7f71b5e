internal import ClaudeAgent
internal import HTTP
internal import JSON
internal import Journal

/// A journal's event as the contract shows it. Pure: the same event gives the same frame, whenever it is asked for.
enum ContractEvent {
    /// The frame, whose `id` is the event's number; `nil` for what the contract does not show.
    static func frame(_ event: JournalEvent) -> ServerSentEvent? {
        switch event.kind {
        case .frame: message(event)
        case .turnEnded: end(TurnEnding(event), id: String(event.number))
        default: nil
        }
    }

    /// The terminal frame of a turn.
    static func end(_ ending: TurnEnding?, id: String?) -> ServerSentEvent {
        guard let ending, ending.outcome != .done else { return ServerSentEvent(id: id, event: "done", data: []) }
        let payload: JSONValue = ["message": .string(ending.failure?.text ?? "the turn failed")]
        return ServerSentEvent(id: id, event: "error", data: payload.serialized(escaping: .ascii))
    }

    private static func message(_ event: JournalEvent) -> ServerSentEvent? {
        guard let message = try? AgentMessage(parsing: event.body), !message.isPiece, let payload = ContractMessage.payload(message) else {
            return nil
        }
        return ServerSentEvent(
            id: String(event.number),
            event: "message",
            data: JSONValue.object(payload).serialized(escaping: .ascii)
        )
    }
}

extension AgentMessage {
    /// Whether it tells of the model's answer while that is being made. Whoever reads the contract gets whole messages.
    fileprivate var isPiece: Bool { if case .streamEvent = kind { true } else { false } }
}
