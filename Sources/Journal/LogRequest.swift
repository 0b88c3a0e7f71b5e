/// One call of a session's writer.
struct LogRequest: Sendable {
    let drafts: [JournalDraft]
    let durability: Durability

    /// Bytes that it brings.
    var weight: Int { drafts.reduce(0) { $0 + $1.body.count } }
}
