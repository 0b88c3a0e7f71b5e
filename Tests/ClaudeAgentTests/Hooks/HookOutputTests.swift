import ClaudeAgent
import JSON
import Testing

private var everything: HookOutput {
    var output = HookOutput.block("because")
    output.continues = true
    output.stopReason = "s"
    output.suppressesOutput = true
    output.systemMessage = "m"
    output.specific = .preToolUse(.ask, reason: "r", updatedInput: ["a": 1], additionalContext: "c")
    output.additional = ["new": 1]
    return output
}

private func specific(_ specific: HookOutput.Specific) -> HookOutput {
    var output = HookOutput()
    output.specific = specific
    return output
}

private let outputs: [(HookOutput, String)] = [
    (.noOpinion, "{}"),
    (.allow(), #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}"#),
    (
        .allow(reason: "ok", updatedInput: ["command": "ls"]),
        #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecisionReason":"ok","updatedInput":{"command":"ls"}}}"#
    ),
    (
        .deny("no"),
        #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"no"}}"#
    ),
    (.ask(), #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask"}}"#),
    (.deferred(), #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"defer"}}"#),
    (.block("wait"), #"{"decision":"block","reason":"wait"}"#),
    (.stop("enough"), #"{"continue":false,"stopReason":"enough"}"#),
    (
        .context("note", for: .userPromptSubmit),
        #"{"hookSpecificOutput":{"hookEventName":"UserPromptSubmit","additionalContext":"note"}}"#
    ),
    (
        specific(.postToolUse(additionalContext: "c", updatedToolOutput: ["x"])),
        #"{"hookSpecificOutput":{"hookEventName":"PostToolUse","additionalContext":"c","updatedToolOutput":["x"]}}"#
    ),
    (specific(.other("New", ["a": 1])), #"{"hookSpecificOutput":{"hookEventName":"New","a":1}}"#),
    (.async(), #"{"async":true}"#), (.async(.milliseconds(1500)), #"{"async":true,"asyncTimeout":1500}"#),
    (
        everything,
        #"{"continue":true,"stopReason":"s","suppressOutput":true,"systemMessage":"m","decision":"block","reason":"because","#
            + #""hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"r","#
            + #""updatedInput":{"a":1},"additionalContext":"c"},"new":1}"#
    ),
]

@Suite struct HookOutputTests {
    @Test(arguments: outputs) func isWrittenExactly(_ output: HookOutput, _ text: String) {
        #expect(JSONValue.object(output.json).serializedString() == text)
    }
}
