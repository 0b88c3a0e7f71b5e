import ClaudeAgent
import JSON
import Testing

@Suite struct HookRegistryTests {
    @Test func idsFollowTheOrderOfTheMatchersAndEventsGatherThem() {
        let registry = HookRegistry([
            HookMatcher(.preToolUse, matcher: "Bash", timeout: .milliseconds(1500), callbacks: [answer("0"), answer("1")]),
            HookMatcher(.stop, answer("2")),
            HookMatcher(.preToolUse, onFailure: .continue, answer("3")),
            HookMatcher(.postToolUse, matcher: "Write|Edit", timeout: .milliseconds(1), onFailure: .block, answer("4")),
        ])
        #expect(
            registry.initializeValue.serializedString()
                == #"{"PreToolUse":[{"matcher":"Bash","hookCallbackIds":["hook_0","hook_1"],"timeout":2,"onFailure":"block"},"#
                + #"{"matcher":null,"hookCallbackIds":["hook_3"],"onFailure":"continue"}],"Stop":[{"matcher":null,"hookCallbackIds":["hook_2"]}],"#
                + #""PostToolUse":[{"matcher":"Write|Edit","hookCallbackIds":["hook_4"],"timeout":1,"onFailure":"block"}]}"#
        )
    }

    @Test(arguments: 0..<3) func eachIDFindsItsHook(_ index: Int) async throws {
        let registry = HookRegistry([HookMatcher(.preToolUse, callbacks: [answer("0"), answer("1")]), HookMatcher(.stop, answer("2"))])
        let callback = try #require(registry.callback("hook_\(index)"))
        #expect(try await callback(HookInput([:])).systemMessage == "\(index)")
    }

    @Test(arguments: ["hook_1", "hook_-1", "hook_", "0", "", "HOOK_0", "hook_99999999999999999999"]) func noOtherIDFindsOne(_ id: String) {
        #expect(HookRegistry([HookMatcher(.stop, answer("0"))]).callback(id) == nil)
    }

    @Test func withoutHooksTheValueIsNull() {
        #expect(HookRegistry([]).initializeValue == nil)
    }

    @Test func aGuardBlocksUnlessToldOtherwise() {
        #expect(HookRegistry([HookMatcher(.preToolUse, answer("0"))]).blocksOnFailure)
        #expect(
            !HookRegistry([HookMatcher(.preToolUse, onFailure: .continue, answer("0")), HookMatcher(.stop, answer("1"))]).blocksOnFailure
        )
        #expect(HookRegistry([HookMatcher(.stop, onFailure: .block, answer("0"))]).blocksOnFailure)
    }

    private func answer(_ name: String) -> HookCallback {
        { _ in
            var output = HookOutput()
            output.systemMessage = name
            return output
        }
    }
}

@Suite struct HookInputTests {
    @Test func baseAndEventFieldsAreRead() {
        let input = HookInput([
            "hook_event_name": "PostToolUse", "session_id": "s", "transcript_path": "/t", "cwd": "/w", "permission_mode": "plan",
            "prompt_id": "p", "agent_id": "a", "agent_type": "explorer", "tool_name": "Bash", "tool_input": ["command": "ls"],
            "tool_use_id": "t", "tool_response": ["stdout": ""], "duration_ms": 1.5, "prompt": "hi", "last_assistant_message": "bye",
            "unheard": 1,
        ])
        #expect(input.event == .postToolUse && input.sessionID == "s" && input.transcriptPath == "/t" && input.workingDirectory == "/w")
        #expect(input.permissionMode == .plan && input.promptID == "p" && input.agentID == "a" && input.agentType == "explorer")
        #expect(input.toolName == "Bash" && input.toolInput == ["command": "ls"] && input.toolUseID == "t")
        #expect(input.toolResponse == ["stdout": ""] && input.durationMilliseconds == 1.5 && input.prompt == "hi")
        #expect(input.lastAssistantMessage == "bye" && !input.isStopHookActive && input.json["unheard"] == 1)
    }

    @Test func everyEventOfTheProtocolIsKnownOnce() {
        let names =
            "PreToolUse PostToolUse PostToolUseFailure PostToolBatch Notification UserPromptSubmit UserPromptExpansion SessionStart SessionEnd "
            + "Stop StopFailure SubagentStart SubagentStop PreCompact PostCompact PreModelSwitch PostModelSwitch PermissionRequest "
            + "PermissionDenied Setup TeammateIdle TaskCreated TaskCompleted Elicitation ElicitationResult ConfigChange WorktreeCreate "
            + "WorktreeRemove InstructionsLoaded CwdChanged FileChanged DirectoryAdded MessageDisplay"
        #expect(HookEvent.all.map(\.rawValue) == names.split(separator: " ").map(String.init))
        #expect(HookEvent.all.count == 33)
    }
}
