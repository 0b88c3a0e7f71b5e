import ClaudeAgent
import JSON
import Testing

@Suite struct PermissionDecisionTests {
    private let request = PermissionRequest(["tool_name": "Bash", "input": ["command": "ls"]])

    @Test func allowEchoesTheInputUnlessItIsChanged() {
        #expect(PermissionDecision.allow.json(answering: request) == ["behavior": "allow", "updatedInput": ["command": "ls"]])
        let changed = PermissionDecision.allow(updatedInput: ["command": "pwd"], updatedPermissions: [])
        #expect(changed.json(answering: request) == ["behavior": "allow", "updatedInput": ["command": "pwd"]])
    }

    @Test func allowCarriesChangedRules() {
        let decision = PermissionDecision.allow(
            updatedInput: nil,
            updatedPermissions: [PermissionUpdate(.addRules([.init("Bash", "ls:*")], .allow), in: .session)]
        )
        #expect(
            JSONValue.object(decision.json(answering: request)).serializedString()
                == #"{"behavior":"allow","updatedInput":{"command":"ls"},"updatedPermissions":[{"type":"addRules","#
                + #""rules":[{"toolName":"Bash","ruleContent":"ls:*"}],"behavior":"allow","destination":"session"}]}"#
        )
    }

    @Test func denyAlwaysSaysWhyAndInterruptsOnlyWhenAskedTo() {
        #expect(PermissionDecision.deny("no").json(answering: request) == ["behavior": "deny", "message": "no"])
        #expect(
            PermissionDecision.deny(message: "no", interrupts: true).json(answering: request)
                == ["behavior": "deny", "message": "no", "interrupt": true]
        )
    }

    @Test func answersToQuestionsJoinTheInput() {
        let question = PermissionRequest(["tool_name": "AskUserQuestion", "input": ["questions": [1]]])
        #expect(
            PermissionDecision.answering(question, ["Which?": "this"]).json(answering: question)
                == ["behavior": "allow", "updatedInput": ["questions": [1], "answers": ["Which?": "this"]]]
        )
    }
}

private let updates: [(PermissionUpdate, String)] = [
    (
        PermissionUpdate(.addRules([.init("Bash", "git log:*"), .init("Read")], .allow), in: .session),
        #"{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"git log:*"},{"toolName":"Read"}],"behavior":"allow","destination":"session"}"#
    ),
    (
        PermissionUpdate(.replaceRules([.init("Read")], .deny), in: .localSettings),
        #"{"type":"replaceRules","rules":[{"toolName":"Read"}],"behavior":"deny","destination":"localSettings"}"#
    ),
    (
        PermissionUpdate(.removeRules([.init("Read")], .ask), in: .projectSettings),
        #"{"type":"removeRules","rules":[{"toolName":"Read"}],"behavior":"ask","destination":"projectSettings"}"#
    ),
    (
        PermissionUpdate(.setMode(.acceptEdits), in: .userSettings),
        #"{"type":"setMode","mode":"acceptEdits","destination":"userSettings"}"#
    ),
    (
        PermissionUpdate(.addDirectories(["/a", "/b"]), in: .session),
        #"{"type":"addDirectories","directories":["/a","/b"],"destination":"session"}"#
    ),
    (
        PermissionUpdate(.removeDirectories(["/a"]), in: .session),
        #"{"type":"removeDirectories","directories":["/a"],"destination":"session"}"#
    ),
]

@Suite struct PermissionUpdateTests {
    @Test(arguments: updates) func isWrittenExactlyAndReadBack(_ update: PermissionUpdate, _ text: String) throws {
        #expect(JSONValue.object(update.json).serializedString() == text)
        #expect(PermissionUpdate(update.json) == update)
    }

    @Test func aRuleWithoutContentLeavesTheFieldOut() {
        #expect(!updates[1].1.contains("ruleContent") && updates[1].0.json == PermissionUpdate(updates[1].0.json)?.json)
        let suggested: JSONObject = [
            "type": "addRules", "rules": [["toolName": "Read", "ruleContent": nil]], "behavior": "allow", "destination": "session",
        ]
        #expect(PermissionUpdate(suggested)?.json["rules"] == [["toolName": "Read"]])
    }

    @Test(
        arguments: [
            ["type": "addRules", "rules": [], "destination": "session"], ["type": "setMode", "mode": "wild", "destination": "session"],
            ["type": "setMode", "mode": "plan", "destination": "moon"], ["type": "unheard", "destination": "session"], [:],
        ] as [JSONObject]
    )
    func whatIsNotUnderstoodIsNotOffered(_ json: JSONObject) {
        #expect(PermissionUpdate(json) == nil)
    }
}
