internal import Domain
internal import ManagedAgents

/// Names of a session's events and threads. They are derived from what they name, so that lists, streams, previews and echoes agree.
struct ManagedEventID: Sendable, Hashable {
    let session: SessionID

    /// An event that a client has sent, by the uuid that it was given.
    func sent(_ uuid: String) -> String { event("sent", uuid) }

    /// A call of a tool, by the model's id of it.
    func call(_ id: String) -> String { event("call", id) }

    /// What a call came to.
    func result(_ call: String) -> String { event("result", call) }

    /// A run of text blocks, by its message and the number of its first block.
    func message(_ id: String, block: Int) -> String { event("message", "\(id)/\(block)") }

    /// A block of thinking.
    func thinking(_ id: String, block: Int) -> String { event("thinking", "\(id)/\(block)") }

    /// Anything else, by its place.
    func entry(_ position: EventPosition) -> String { event("entry", position.text) }

    /// That the session has been deleted.
    var deletion: String { event("session", "deleted") }

    /// The thread of a subagent, by the call that began it.
    func thread(_ call: String) -> String { Self.derive(.thread, [session.text, "thread", call]) }

    /// The session's own thread.
    var primaryThread: String { Self.derive(.thread, [session.text, "thread", "primary"]) }

    private func event(_ what: String, _ key: String) -> String { Self.derive(.event, [session.text, what, key]) }

    private static func derive(_ prefix: ManagedID.Prefix, _ parts: [String]) -> String {
        ManagedID.derived(prefix, from: SHA256.hash(Array(parts.joined(separator: "\u{0}").utf8)))
    }
}
