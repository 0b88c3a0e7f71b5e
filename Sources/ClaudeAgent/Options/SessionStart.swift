/// Where the conversation begins (protocol notes 2.1, 11). One case, so continue and resume can never be asked for together.
///
/// Ids are checked to be UUIDs before anything is spawned and travel as `--flag=id`: a value such as `-x` can never become a flag.
public enum SessionStart: Sendable, Hashable {
    /// A new conversation, under this id when one is given. An id already in use ends the CLI with exit code 1.
    case new(sessionID: String?)
    /// A known conversation.
    ///
    /// - Parameters:
    ///   - id: The session's UUID.
    ///   - fork: Whether to go on under a new id and leave the original as it is.
    ///   - at: The uuid of the last message to keep; later ones are cut off.
    ///   - dropsTurn: The uuid of the turn the cut must drop; the CLI refuses the resume when it would drop another.
    case resume(id: String, fork: Fork, at: String?, dropsTurn: String?)
    /// A conversation found by its title, which must not look like a flag.
    case resumeTitled(String, fork: Fork)
    /// The newest conversation of the working directory.
    case continueLatest(fork: Fork)

    /// Whether a resumed conversation goes on under a new id.
    public enum Fork: Sendable, Hashable {
        /// No: the same id, the same file.
        case no
        /// Yes, under an id the CLI makes.
        case newID
        /// Yes, under this id.
        case id(String)
    }

    /// A new conversation under an id the CLI makes.
    public static var new: SessionStart { .new(sessionID: nil) }

    /// The newest conversation of the working directory, under its own id.
    public static var continueLatest: SessionStart { .continueLatest(fork: .no) }

    /// A known conversation, whole and under its own id.
    public static func resume(_ id: String) -> SessionStart {
        .resume(id: id, fork: .no, at: nil, dropsTurn: nil)
    }

    /// Whether this starts from anything already written.
    public var isNew: Bool {
        guard case .new = self else { return false }
        return true
    }
}
