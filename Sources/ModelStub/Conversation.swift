import JSON

/// What the stub reads out of `messages`: the person's prompts so far, and how far the running turn has come.
///
/// It is derived anew from every request, so a resumed or forked session is answered as the first one would have been.
struct Conversation {
    /// A person's prompt and its number in the conversation, from 1.
    struct Prompt: Hashable {
        let ordinal: Int
        let text: String
    }

    /// A tool's answer in the last message.
    struct ToolResult: Hashable {
        let tool: String
        let text: String
        let isError: Bool
    }

    /// The first prompt ever, which may be known from a summary alone.
    private(set) var first: String?
    /// The prompts of the running turn: one, and those that were queued while it ran.
    private(set) var prompts: [Prompt] = []
    /// How many messages with tool calls the model has sent in this turn.
    private(set) var toolSteps = 0
    /// The results in the last message.
    private(set) var results: [ToolResult] = []
    /// The CLI's own words in the last message, when it holds nothing else.
    private(set) var notice: String?
    /// How often the CLI has told in its own words, since the last prompt, that a background task is over.
    private(set) var taskNotices = 0
    /// The last message orders a summary of the conversation.
    private(set) var wantsSummary = false
    /// The number of the last prompt.
    private(set) var count = 0

    private var toolNames: [String: String] = [:]

    init(_ messages: [ChatMessage]) {
        for message in messages {
            switch message.role {
            case .user: takeUser(message)
            case .assistant: takeAssistant(message)
            case .system: takeSystem(message)
            }
        }
    }

    private mutating func takeUser(_ message: ChatMessage) {
        // The turn goes on from where it is.
        if !message.texts.isEmpty, message.texts.allSatisfy(PromptRecognizer.isResumption), message.blocks(of: "tool_result").isEmpty {
            return
        }
        wantsSummary = message.texts.contains(where: PromptRecognizer.isCompactionOrder)
        results = message.blocks(of: "tool_result").map(result)
        if let text = message.texts.first(where: PromptRecognizer.isContinuation) { recall(text) }
        let own = Self.prompts(in: message)
        // A subagent's conversation may begin with a skill alone.
        let prompts = own.isEmpty && count == 0 ? message.texts.compactMap(PromptRecognizer.skillPrompt) : own
        if prompts.isEmpty {
            notice = results.isEmpty ? message.texts.joined(separator: "\n") : nil
            if message.texts.contains(where: PromptRecognizer.isTaskNotice) { taskNotices += 1 }
        } else {
            startTurn(prompts)
        }
    }

    private mutating func takeAssistant(_ message: ChatMessage) {
        let calls = message.blocks(of: "tool_use")
        for call in calls {
            toolNames[call["id"]?.string ?? ""] = call["name"]?.string
        }
        toolSteps += calls.isEmpty ? 0 : 1
        results = []
    }

    private mutating func takeSystem(_ message: ChatMessage) {
        for text in message.texts.flatMap(PromptRecognizer.queuedPrompts) {
            append(text)
        }
    }

    /// A prompt whose turn failed stays in the history: the CLI puts the next one beside it, as a block of its own. Results that
    /// come along belong to a turn that was interrupted.
    private mutating func startTurn(_ texts: [String]) {
        for text in texts {
            prompts = []
            append(text)
        }
        toolSteps = 0
        taskNotices = 0
        notice = nil
        results = []
    }

    private mutating func append(_ text: String) {
        count += 1
        first = first ?? text
        prompts.append(Prompt(ordinal: count, text: text))
    }

    /// A summary written by the stub says what came before it.
    private mutating func recall(_ text: String) {
        guard let memory = ConversationSummary(in: text) else { return }
        count = memory.count
        first = memory.first
    }

    private func result(_ block: JSONValue) -> ToolResult {
        ToolResult(
            tool: toolNames[block["tool_use_id"]?.string ?? ""] ?? "The tool",
            text: ContentText.joined(block["content"]),
            isError: block["is_error"]?.bool ?? false
        )
    }

    /// Pictures without a word are a prompt too.
    private static func prompts(in message: ChatMessage) -> [String] {
        let words = message.texts.compactMap(PromptRecognizer.words)
        if !words.isEmpty { return words }
        let hasMedia = !message.blocks(of: "image").isEmpty || !message.blocks(of: "document").isEmpty
        return hasMedia && message.blocks(of: "tool_result").isEmpty ? ["[image]"] : []
    }
}
