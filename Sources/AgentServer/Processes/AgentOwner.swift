internal import ClaudeAgent
internal import JSON

/// Whom an agent process works for.
protocol AgentOwner: AnyObject, Sendable {
    /// The process has sent a frame. The next one waits until this returns.
    func receive(_ event: SessionEvent, from agent: LiveAgent) async

    /// The agent is about to make a call. It is not made before this returns, and not at all when this throws.
    ///
    /// Asked again about the same call when a process that resumes has to make it. Cancelled when the CLI waits no longer.
    func decide(_ call: HeldCall) async throws -> HookOutput

    /// Whether somebody has allowed this call.
    func hasAllowed(_ toolUseID: String) async -> Bool

    /// What the client has answered to a call of one of its own tools; asked once `decide` has let it go ahead.
    func result(of toolUseID: String) async throws -> MCPToolResult

    /// The blocks of that answer, where the model can read them as they are; `nil` where it reads the result.
    func blocks(of toolUseID: String) async -> [JSONValue]?

    /// The process has gone, with all its descendants. Called once, and last.
    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async
}
