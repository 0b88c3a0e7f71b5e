internal import Domain
internal import JSON
internal import Journal

/// Something that a client sends to a session.
struct SessionInput: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        /// Something to do or to know.
        case message(PromptContent)
        /// What runs is to end.
        case interrupt
        /// What somebody says about a call that waits.
        case answer(CallAnswer)
    }

    /// By which it is known.
    let uuid: String
    let kind: Kind
}

extension SessionInput {
    /// The kinds of entries that inputs make.
    private static let entries: Set<EventKind> = [.promptAccepted, .interruptRequested, .callAnswered]

    /// The uuid of the input that an entry has been made for.
    static func uuid(of entry: JournalEvent) -> String? {
        guard entries.contains(entry.kind), let body = try? JSONValue(parsing: entry.body) else { return nil }
        return (body["uuid"] ?? body["id"])?.string
    }
}
