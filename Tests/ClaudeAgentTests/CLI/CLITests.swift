import ClaudeAgent
import JSON
import Testing

@Suite struct CLIVersionTests {
    @Test(arguments: ["2.1.327 (Claude Code)", "2.1.327", "v2.1.327\n", " 2.1.327-beta.1", "2.1.327.4"]) func isRead(_ text: String) {
        #expect(CLIVersion(text) == .reference)
    }

    @Test(arguments: ["", "2", "2.1", "2.1.", "a.b.c", "Claude 2.1.3", "-2.1.3", "2..1", "٢.١.٣"]) func isRefused(_ text: String) {
        #expect(CLIVersion(text) == nil)
    }

    @Test func ordersByNumberAndNotByText() {
        #expect(CLIVersion(major: 2, minor: 0, patch: 9) < CLIVersion(major: 2, minor: 0, patch: 10))
        #expect(CLIVersion(major: 2, minor: 9, patch: 9) < CLIVersion(major: 2, minor: 10, patch: 0))
        #expect(CLIVersion.minimum < .verbatimPrompts && CLIVersion.verbatimPrompts < .reference)
        #expect("\(CLIVersion.reference)" == "2.1.327")
    }
}

@Suite struct CLICapabilitiesTests {
    private let guarded = HookRegistry([HookMatcher(.preToolUse) { _ in .noOpinion }])
    private let unguarded = HookRegistry([HookMatcher(.stop) { _ in .noOpinion }])

    @Test func theAnswerToInitializeIsRead() {
        let answer = CLICapabilities([
            "claude_code_version": "2.1.327", "pid": 7, "current_permission_mode": "plan", "session_state": "idle",
            "capabilities": ["interrupt_receipt_v1"], "commands": [["name": "clear"]], "agents": [["name": "a"]],
            "models": [["value": "opus"]],
            "output_style": "default", "account": ["apiKeySource": "env"], "hook_on_failure_supported": true, "hooks_applied": true, "x": 1,
        ])
        #expect(answer.version == .reference && answer.processID == 7 && answer.permissionMode == .plan && answer.sessionState == .idle)
        #expect(answer.features == ["interrupt_receipt_v1"] && answer.commands.count == 1 && answer.agents.count == 1)
        #expect(answer.models == [["value": "opus"]] && answer.outputStyle == "default" && answer.account == ["apiKeySource": "env"])
        #expect(answer.supportsHookOnFailure && answer.appliedHooks == true && answer.json["x"] == 1)
    }

    @Test(arguments: [("2.1.327", true, true), ("2.2.0", true, true), ("2.1.326", true, false), ("2.1.327", false, false)])
    func callsArePutOffWhereThatIsKnownToWork(version: String, obeys: Bool, isKnown: Bool) {
        let answer = CLICapabilities(["claude_code_version": .string(version), "hook_on_failure_supported": .bool(obeys)])
        #expect(answer.canPostponeCalls == isKnown && !CLICapabilities([:]).canPostponeCalls)
    }

    @Test func aGuardHookNeedsACLIThatObeysIt() throws {
        try CLICapabilities(["hook_on_failure_supported": true]).check(guarded)
        try CLICapabilities(["hook_on_failure_supported": true, "hooks_applied": true]).check(guarded)
        try CLICapabilities([:]).check(unguarded)
    }

    @Test(
        arguments: [[:], ["hook_on_failure_supported": false], ["hook_on_failure_supported": true, "hooks_applied": false]] as [JSONObject]
    )
    func otherwiseItIsRefused(_ answer: JSONObject) {
        let error = #expect(throws: AgentError.self) { try CLICapabilities(answer).check(guarded) }
        #expect(error?.code == .unsupportedCapability)
    }

    @Test func anOldCLIIsRefusedAndOneThatSaysNothingIsNot() throws {
        try CLICapabilities([:]).checkVersion()
        try CLICapabilities(["claude_code_version": "2.0.0"]).checkVersion()
        let error = #expect(throws: AgentError.self) { try CLICapabilities(["claude_code_version": "1.9.9"]).checkVersion() }
        #expect(error?.code == .unsupportedCapability && error?.message.contains("1.9.9") == true)
    }
}
