internal import ClaudeAgent
internal import Domain

/// Calls that wait for somebody.
extension SessionHost {
    func decide(_ call: HeldCall) async throws -> HookOutput { .deny("Nobody can be asked about this call.") }

    func hasAllowed(_ toolUseID: String) async -> Bool { false }

    func result(of toolUseID: String) async throws -> MCPToolResult { .failure("Nobody has answered this call.") }
}
