/// The default answer, which proves that the model was sent the whole conversation.
enum MemoryAnswer {
    /// How many characters of a prompt or tool result are quoted.
    static let quoteLimit = 200

    static func text(for prompt: Conversation.Prompt, first: String) -> String {
        "This is your \(ordinal(prompt.ordinal)) message; the first was \(quoted(first)). You said: \(quoted(prompt.text))."
    }

    static func text(for result: Conversation.ToolResult) -> String {
        "\(result.tool) \(result.isError ? "failed" : "answered"): \(quoted(result.text))."
    }

    /// A word on what the CLI said by itself: its reminders are long and not meant to be repeated.
    static func text(forNotice notice: String) -> String {
        PromptRecognizer.isMarked(notice) ? "Noted." : "Understood: \(quoted(notice))."
    }

    /// English ordinals: 1st, 2nd, 3rd, 4th, 11th, 21st, 112th.
    static func ordinal(_ number: Int) -> String {
        let isTeen = (11...13).contains(number % 100)
        let suffix =
            switch number % 10 {
            case 1 where !isTeen: "st"
            case 2 where !isTeen: "nd"
            case 3 where !isTeen: "rd"
            default: "th"
            }
        return "\(number)\(suffix)"
    }

    static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }

    /// The beginning of a text, never splitting a character.
    static func cut(_ text: String) -> String {
        let end = text.index(text.startIndex, offsetBy: quoteLimit, limitedBy: text.endIndex) ?? text.endIndex
        return end == text.endIndex ? text : text[..<end] + "…"
    }
}
