import Testing

@testable import ModelStub

@Suite struct PromptRecognizerTests {
    @Test(arguments: [
        ("Hello", "Hello"), ("  Hello\n", "Hello"), ("<system-reminder>a</system-reminder>\nHello", "Hello"),
        ("<system-reminder>a</system-reminder><system-reminder>b</system-reminder>\n\nHello <b>", "Hello <b>"),
        ("What is a <system-reminder>?", "What is a <system-reminder>?"),
        ("Continue from where you left off. Then stop.", "Continue from where you left off. Then stop."),
    ])
    func personsWordsAreKept(text: String, words: String) {
        #expect(PromptRecognizer.words(in: text) == words)
    }

    @Test(arguments: [
        "", " \n", CLIConversation.reminder, "<system-reminder>never closed", "<task-notification>x</task-notification>",
        "<local-command-caveat>x</local-command-caveat>\n", "<local-command-stdout>Compacted </local-command-stdout>\n",
        "<command-name>/compact</command-name>\n  <command-message>compact</command-message>\n  <command-args></command-args>\n",
        "[Request interrupted by user]", "[Request interrupted by user for tool use]\n", "[Image: source: /tmp/1.png]",
        "Output token limit hit. Resume directly.", "Your response above was stopped by a safety classifier.",
        "Stop hook feedback:\n[x]: keep going\n", "This session is being continued from a previous conversation that ran out",
        "<system-reminder>a</system-reminder>[Request interrupted by user]", "Continue from where you left off.\n",
        "Continue from where you left off. This session moved to a new runner; files you created earlier may no longer exist.",
        "Continue from where you left off. Note: this session was automatically restarted after its process exited unexpectedly.",
        "This session's worker process was restarted. If your previous turn was already complete, take no action.",
    ])
    func theCLIsOwnWordsAreNot(text: String) {
        #expect(PromptRecognizer.words(in: text) == nil)
    }

    @Test func queuedPromptsAreFoundInTheSystemMessage() {
        let closing = "\n\nThis is how Claude Code surfaces messages the user sends mid-turn."
        let text = [
            "# Context", "The user sent a new message while you were working:\ntwo\nlines\(closing)",
            "The user sent a new message while you were working:\nthree\(closing)",
        ].joined(separator: "\n\n")
        #expect(PromptRecognizer.queuedPrompts(in: text) == ["two\nlines", "three"])
        #expect(PromptRecognizer.queuedPrompts(in: "# Environment").isEmpty)
    }
}
