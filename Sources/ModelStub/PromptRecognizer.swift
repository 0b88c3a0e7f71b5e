/// Tells a person's words from those the CLI adds to a conversation on its own.
///
/// The markers are what CLI 2.1.327 was seen to send; see docs/model-stub.md.
enum PromptRecognizer {
    /// The person's words in a text block, or nil when there are none.
    static func words(in text: String) -> String? {
        let rest = trimmed(afterSections(text[...]))
        guard !rest.isEmpty, !notices.contains(where: rest.hasPrefix), !isResumption(rest) else { return nil }
        return String(rest)
    }

    /// The text tells a resumed conversation to go on. A person who says more than that is heard.
    static func isResumption(_ text: String) -> Bool { isResumption(trimmed(afterSections(text[...]))) }

    private static func isResumption(_ text: Substring) -> Bool {
        guard text.hasPrefix(resumption) else { return restarts.contains(where: text.hasPrefix) }
        let rest = trimmed(text.dropFirst(resumption.count))
        return rest.isEmpty || resumptionNotes.contains(where: rest.hasPrefix)
    }

    /// The text is nothing but sections that the CLI marks as not being a person's words.
    static func isMarked(_ text: String) -> Bool { afterSections(text[...]).isEmpty }

    /// Prompts that arrived while a turn was running: the CLI hands them over inside a message of role system.
    static func queuedPrompts(in text: String) -> [String] {
        var prompts: [String] = []
        var rest = text[...]
        while let start = rest.firstRange(of: queueOpening) {
            rest = rest[start.upperBound...]
            let end = rest.firstRange(of: queueClosing)
            prompts.append(String(rest[..<(end?.lowerBound ?? rest.endIndex)]))
            rest = rest[(end?.upperBound ?? rest.endIndex)...]
        }
        return prompts
    }

    /// The text is the CLI's order to summarise the conversation.
    static func isCompactionOrder(_ text: String) -> Bool {
        text.hasPrefix("CRITICAL: Respond with TEXT ONLY") && text.contains("<summary>")
    }

    /// What a skill tells the subagent that it was begun for: all behind the line that says where the skill lies.
    static func skillPrompt(in text: String) -> String? {
        guard text.hasPrefix(skillOpening), let end = text.firstRange(of: "\n\n") else { return nil }
        return words(in: String(text[end.upperBound...]))
    }

    /// The text tells that a background task is over.
    static func isTaskNotice(_ text: String) -> Bool { text.contains("<task-notification>") }

    /// The text tells the model that its answer was refused, and has it go on.
    static func isRefusalNotice(_ text: String) -> Bool { text.hasPrefix(refusalNotice) }

    /// The text opens a conversation that was compacted.
    static func isContinuation(_ text: String) -> Bool { text.hasPrefix(continuation) }

    private static let queueOpening = "The user sent a new message while you were working:\n"
    private static let queueClosing = "\n\nThis is how Claude Code surfaces"
    private static let skillOpening = "Base directory for this skill:"
    private static let refusalNotice = "Your response above was stopped by"
    private static let continuation = "This session is being continued from a previous conversation"

    private static let resumption = "Continue from where you left off."
    private static let resumptionNotes = ["This session moved to a new runner;", "Note: this session was automatically restarted"]
    private static let restarts = ["This session's worker process was restarted."]

    private static let sections = [
        "system-reminder", "local-command-caveat", "local-command-stdout", "local-command-stderr",
        "command-name", "command-message", "command-args", "task-notification",
    ]

    private static let notices = [
        "[Request interrupted by user", "[Image: source:", "Output token limit hit.", refusalNotice,
        "Stop hook feedback:", skillOpening, "CRITICAL: Respond with TEXT ONLY", continuation,
    ]

    /// What follows the marked sections a text begins with. An unclosed section reaches to the end.
    private static func afterSections(_ text: Substring) -> Substring {
        var rest = trimmed(text)
        while let name = sections.first(where: { rest.hasPrefix("<\($0)>") }) {
            guard let end = rest.firstRange(of: "</\(name)>") else { return "" }
            rest = trimmed(rest[end.upperBound...])
        }
        return rest
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
