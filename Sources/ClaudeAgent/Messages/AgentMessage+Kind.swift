import JSON

extension AgentMessage {
    /// What a frame is. New cases may be added: always keep a default branch.
    public enum Kind: Sendable {
        /// News about the session: its start, state, tasks, retries and more.
        case system(SystemMessage)
        /// One content block of the model's answer.
        case assistant(AssistantMessage)
        /// Tool results, and prompts played back.
        case user(UserMessage)
        /// The end of a run of the model's loop; not yet the end of the turn.
        case result(ResultMessage)
        /// A raw API stream event, with partial messages on.
        case streamEvent(StreamEventMessage)
        /// How much of a login's allowance is left.
        case rateLimit(RateLimitEvent)
        /// The conversation starts anew under another session id.
        case conversationReset(ConversationReset)
        /// A sign of life from a long tool call.
        case toolProgress(ToolProgress)
        /// What a group of tool calls did, in words.
        case toolUseSummary(String)
        /// How a login goes on.
        case authStatus(AuthStatus)
        /// What the user may want to say next.
        case promptSuggestion(String)
        /// What became of a queued prompt.
        case commandLifecycle(CommandLifecycle)
        /// Transcript entries for a session store.
        case transcriptMirror(TranscriptMirror)
        /// The CLI asks something.
        case controlRequest(InboundRequest)
        /// The CLI answers something.
        case controlResponse(ControlResponse)
        /// The CLI no longer wants the answer to the request of this id.
        case controlCancelRequest(requestID: String)
        /// Nothing; the line is alive.
        case keepAlive
        /// A type this library does not know, or a frame without one.
        case other(String)

        init(_ json: JSONObject) {
            let type = json.string("type") ?? ""
            self = Self.conversation(type, json) ?? Self.control(type, json) ?? Self.notice(type, json) ?? .other(type)
        }
    }
}

extension AgentMessage.Kind {
    private static func conversation(_ type: String, _ json: JSONObject) -> Self? {
        switch type {
        case "system": .system(SystemMessage(json))
        case "assistant": .assistant(AssistantMessage(json))
        case "user": .user(UserMessage(json))
        case "result": .result(ResultMessage(json))
        case "stream_event": .streamEvent(StreamEventMessage(json))
        case "conversation_reset": .conversationReset(ConversationReset(json))
        default: nil
        }
    }

    private static func control(_ type: String, _ json: JSONObject) -> Self? {
        switch type {
        case "control_request": InboundRequest(frame: json).map(Self.controlRequest) ?? .other(type)
        case "control_response": ControlResponse(frame: json).map(Self.controlResponse) ?? .other(type)
        case "control_cancel_request": json.string("request_id").map { .controlCancelRequest(requestID: $0) } ?? .other(type)
        case "transcript_mirror": .transcriptMirror(TranscriptMirror(json))
        case "keep_alive": .keepAlive
        default: nil
        }
    }

    private static func notice(_ type: String, _ json: JSONObject) -> Self? {
        switch type {
        case "rate_limit_event": .rateLimit(RateLimitEvent(json))
        case "tool_progress": .toolProgress(ToolProgress(json))
        case "tool_use_summary": .toolUseSummary(json.string("summary") ?? "")
        case "auth_status": .authStatus(AuthStatus(json))
        case "prompt_suggestion": .promptSuggestion(json.string("suggestion") ?? "")
        case "command_lifecycle": .commandLifecycle(CommandLifecycle(json))
        default: nil
        }
    }
}
