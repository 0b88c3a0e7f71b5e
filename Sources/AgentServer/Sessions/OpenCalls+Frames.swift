internal import ClaudeAgent
internal import Domain

/// What frames say of a turn's calls.
extension OpenCalls {
    /// Takes in a frame.
    mutating func receive(_ message: AgentMessage, _ catalogue: ToolCatalogue, now: Duration) -> [Action] {
        switch message.kind {
        case .streamEvent(let event) where event.parentToolUseID == nil: return receive(event, now)
        case .assistant(let assistant) where assistant.parentToolUseID == nil:
            return assistant.toolUses.flatMap { called($0.id, $0.name, catalogue.wait($0.name), now: now) }
        case .user(let user): return user.toolResults.flatMap { finished($0.toolUseID, now: now) }
        default: return []
        }
    }

    private mutating func receive(_ event: StreamEventMessage, _ now: Duration) -> [Action] {
        switch event.eventType {
        case "message_start": messageBegan()
        case "message_stop": return messageComplete(now: now)
        default: break
        }
        return []
    }
}
