/// What an event of a journal says. A kind is a word, so that a later version's events can be read, kept and shown by this one.
public struct EventKind: RawRepresentable, Sendable, Hashable {
    /// The word, lower case with dots.
    public let rawValue: String

    /// A kind by its word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The session has been bound to a conversation of the CLI, or to another one. Body: `claude_session_id`, `folder`.
    public static let sessionBound = EventKind(rawValue: "session.bound")
    /// A prompt has been accepted and will reach exactly one terminal event. Body: `id` (the prompt's uuid), `content`
    /// (text, or content blocks as the Messages API has them), `source`.
    public static let promptAccepted = EventKind(rawValue: "prompt.accepted")
    /// A turn has begun in an agent process. Body: `start` (`live`, `spare`, `new` or `resume`).
    public static let turnStarted = EventKind(rawValue: "turn.started")
    /// The CLI has sent a frame of the conversation. Body: the frame, as the CLI wrote it.
    public static let frame = EventKind(rawValue: "frame")
    /// A turn cannot go on without answers. Body: `calls`, each with `tool_use_id`, `name` and `kind` (`confirmation` or `custom_tool`).
    public static let turnWaiting = EventKind(rawValue: "turn.waiting")
    /// A call has been answered. Body: `tool_use_id`, `uuid` (the answer's own), `kind`; and `result` (`allow` or `deny`) with `message`, or
    /// `content` and `is_error`.
    public static let callAnswered = EventKind(rawValue: "call.answered")
    /// A turn that waits has no process from here. Body: `session_cost_microdollars`, `usage`.
    public static let turnParked = EventKind(rawValue: "turn.parked")
    /// A process has taken a parked turn up again. Body: `start`.
    public static let turnContinued = EventKind(rawValue: "turn.continued")
    /// Somebody wants the running turn to end. Body: `uuid`.
    public static let interruptRequested = EventKind(rawValue: "interrupt.requested")
    /// A turn is over: its one terminal event. Body: `outcome`, `error` with `kind` and `message` where it failed, and `usage`, the
    /// tokens that the turn has used.
    public static let turnEnded = EventKind(rawValue: "turn.ended")
}
