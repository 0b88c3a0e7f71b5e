public import JSON

/// What a hook answers (protocol notes 8). Left as it is made it has no opinion.
public struct HookOutput: Sendable, Hashable {
    /// `false` ends the run with `hook_stopped`.
    public var continues: Bool?
    /// Why it ends; shown to the user.
    public var stopReason: String?
    /// Hides the hook's output from the transcript.
    public var suppressesOutput: Bool?
    /// A note for the user.
    public var systemMessage: String?
    /// Blocks what the event is about.
    public var blocks = false
    /// Why; the model reads it.
    public var reason: String?
    /// What only this event knows.
    public var specific: Specific?
    /// Says that the answer comes later: the CLI goes on without it, and waits this long at most.
    public var asyncTimeout: AsyncTimeout?
    /// Fields this type does not know.
    public var additional = JSONObject()

    /// No opinion: `{}`.
    public init() {}

    /// The async form.
    public enum AsyncTimeout: Sendable, Hashable {
        /// As long as the CLI likes.
        case cliDefault
        /// This many milliseconds.
        case milliseconds(Int)
    }

    /// What a `PreToolUse` hook decides. Of several hooks the strictest wins: deny, defer, ask, allow.
    public enum ToolDecision: String, Sendable, Hashable, CaseIterable {
        /// Needs no further question; deny and ask rules still hold.
        case allow
        /// Not to be done.
        case deny
        /// To be asked.
        case ask
        /// Put off: the turn ends, and a resume asks the hook again (protocol notes 13.1). Of parallel calls only the last is.
        case `defer`
    }

    /// The `hookSpecificOutput` object.
    public enum Specific: Sendable, Hashable {
        /// For ``HookEvent/preToolUse``.
        case preToolUse(ToolDecision?, reason: String?, updatedInput: JSONObject?, additionalContext: String?)
        /// For ``HookEvent/postToolUse``.
        case postToolUse(additionalContext: String?, updatedToolOutput: JSONValue?)
        /// For events that take a text for the model, such as ``HookEvent/userPromptSubmit``.
        case context(HookEvent, String)
        /// Anything else.
        case other(HookEvent, JSONObject)
    }
}

extension HookOutput {
    /// No opinion.
    public static var noOpinion: HookOutput { HookOutput() }

    /// Lets a tool call go ahead, with other arguments where given.
    public static func allow(reason: String? = nil, updatedInput: JSONObject? = nil) -> HookOutput {
        decided(.allow, reason, updatedInput)
    }

    /// Refuses a tool call; the model reads why.
    public static func deny(_ reason: String) -> HookOutput { decided(.deny, reason, nil) }

    /// Has a tool call asked for.
    public static func ask(_ reason: String? = nil) -> HookOutput { decided(.ask, reason, nil) }

    /// Puts a tool call off until the session is resumed.
    public static func deferred(_ reason: String? = nil) -> HookOutput { decided(.defer, reason, nil) }

    /// Blocks what the event is about; the model reads why.
    public static func block(_ reason: String) -> HookOutput {
        var output = HookOutput()
        output.blocks = true
        output.reason = reason
        return output
    }

    /// Ends the run.
    public static func stop(_ reason: String) -> HookOutput {
        var output = HookOutput()
        output.continues = false
        output.stopReason = reason
        return output
    }

    /// Adds a text for the model.
    public static func context(_ text: String, for event: HookEvent) -> HookOutput {
        var output = HookOutput()
        output.specific = .context(event, text)
        return output
    }

    /// Lets the CLI go on without an answer.
    public static func async(_ timeout: AsyncTimeout = .cliDefault) -> HookOutput {
        var output = HookOutput()
        output.asyncTimeout = timeout
        return output
    }

    private static func decided(_ decision: ToolDecision, _ reason: String?, _ input: JSONObject?) -> HookOutput {
        var output = HookOutput()
        output.specific = .preToolUse(decision, reason: reason, updatedInput: input, additionalContext: nil)
        return output
    }
}
