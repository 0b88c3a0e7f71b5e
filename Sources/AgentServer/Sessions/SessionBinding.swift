/// Which conversation of the CLI a session is, and where its files are.
struct SessionBinding: Sendable, Hashable {
    /// The CLI's session id: chosen by us before the first prompt is sent, moved when the conversation is reset.
    var claudeSessionID: String
    /// The session's folder, below `<root>/roost`.
    var folder: String
}
