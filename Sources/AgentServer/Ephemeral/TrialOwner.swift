internal import ClaudeAgent
internal import JSON
internal import Synchronization

/// Answers every call of a trial in the same way, and remembers which were asked about.
final class TrialOwner: AgentOwner {
    private let answer: HookOutput
    private let calls = Mutex<[String]>([])

    init(_ answer: HookOutput) { self.answer = answer }

    /// The model's ids of the calls, in the order of asking.
    var asked: [String] { calls.withLock { $0 } }

    func decide(_ call: HeldCall) async throws -> HookOutput {
        calls.withLock { $0.append(call.toolUseID) }
        return answer
    }

    func hasAllowed(_ toolUseID: String) async -> Bool { false }

    func result(of toolUseID: String) async throws -> MCPToolResult { .text("") }

    func blocks(of toolUseID: String) async -> [JSONValue]? { nil }

    func receive(_ event: SessionEvent, from agent: LiveAgent) async {}

    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async {}
}
