/// Which system prompt the agent runs under (protocol notes 2.1).
public enum SystemPrompt: Sendable, Hashable {
    /// An empty system prompt: `--system-prompt ''`. What the official SDKs send when nothing is set.
    case empty
    /// This text alone.
    case text(String)
    /// The text of a file, read by the CLI.
    case file(String)
    /// Claude Code's own prompt, with a text after it when one is given.
    case preset(append: String?)
    /// Claude Code's own prompt, with the text of a file after it.
    case presetAppendingFile(String)
}
