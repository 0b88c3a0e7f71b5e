/// Answers one event. Hooks of one event are called at the same time; is cancelled when the CLI no longer waits.
public typealias HookCallback = @Sendable (HookInput) async throws -> HookOutput

/// Hooks for one event, and for which of its occurrences (protocol notes 6.1, 8).
public struct HookMatcher: Sendable {
    /// What happens when a hook fails or cannot be reached.
    public enum OnFailure: String, Sendable, Hashable, CaseIterable {
        /// What the event is about does not happen.
        case block
        /// It happens: the hook is decoration.
        case `continue`
    }

    /// The event.
    public var event: HookEvent
    /// A pattern for the tool's name, such as `Bash` or `Write|Edit`; `nil` for all.
    public var matcher: String?
    /// How long the CLI waits, in whole seconds on the wire; `nil` for its 60 s. A `PreToolUse` hook that is late denies the call.
    public var timeout: Duration?
    /// What happens when a hook fails. `nil` blocks for ``HookEvent/preToolUse``, since a broken guard must not let calls through,
    /// and leaves it to the CLI, which goes on, for all others.
    public var onFailure: OnFailure?
    /// The hooks.
    public var callbacks: [HookCallback]

    /// Makes a matcher with several hooks.
    public init(
        _ event: HookEvent,
        matcher: String? = nil,
        timeout: Duration? = nil,
        onFailure: OnFailure? = nil,
        callbacks: [HookCallback]
    ) {
        self.event = event
        self.matcher = matcher
        self.timeout = timeout
        self.onFailure = onFailure
        self.callbacks = callbacks
    }

    /// Makes a matcher with one hook.
    public init(
        _ event: HookEvent,
        matcher: String? = nil,
        timeout: Duration? = nil,
        onFailure: OnFailure? = nil,
        _ callback: @escaping HookCallback
    ) {
        self.init(event, matcher: matcher, timeout: timeout, onFailure: onFailure, callbacks: [callback])
    }

    /// What is sent: `nil` sends nothing.
    var effectiveOnFailure: OnFailure? {
        onFailure ?? (event == .preToolUse ? .block : nil)
    }
}
