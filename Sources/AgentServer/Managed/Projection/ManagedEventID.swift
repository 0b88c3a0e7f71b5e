internal import Domain

/// Names of a session's events and threads. They are derived from what they name, so that lists, streams, previews and echoes agree.
struct ManagedEventID: Sendable, Hashable {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let length = 24

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

    /// The session's one thread.
    var primaryThread: String { Self.derive("sthr_", [session.text, "thread", "primary"]) }

    private func event(_ what: String, _ key: String) -> String { Self.derive("sevt_", [session.text, what, key]) }

    private static func derive(_ prefix: String, _ parts: [String]) -> String {
        let hash = SHA256.hash(Array(parts.joined(separator: "\u{0}").utf8))
        // Of 32 uniform bytes, 24 name one of 62 letters each; the bias of the remainder does no harm to a name.
        return prefix + String(decoding: hash.prefix(length).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}
