import ClaudeAgent
import JSON
import Testing

/// Frames in short, and actions in short.
enum Turn {
    static func state(_ name: String) -> AgentMessage {
        AgentMessage(["type": "system", "subtype": "session_state_changed", "state": .string(name), "sdk_host_only": true])
    }

    static func start(_ session: String = "s1", prompts: [String] = []) -> AgentMessage {
        AgentMessage([
            "type": "system", "subtype": "init", "session_id": .string(session),
            "user_message_uuids": .array(prompts.map(JSONValue.string)),
        ])
    }

    static func result(_ prompts: [String] = [], fields: JSONObject = [:]) -> AgentMessage {
        var frame: JSONObject = ["type": "result", "subtype": "success", "is_error": false]
        if !prompts.isEmpty { frame["user_message_uuids"] = .array(prompts.map(JSONValue.string)) }
        for (key, value) in fields { frame[key] = value }
        return AgentMessage(frame)
    }

    static func command(_ uuid: String, _ state: String) -> AgentMessage {
        AgentMessage(["type": "command_lifecycle", "command_uuid": .string(uuid), "state": .string(state)])
    }

    static let answer = AgentMessage(["type": "assistant", "message": ["content": []]])
    static let mirror = AgentMessage(["type": "transcript_mirror", "filePath": "/f", "entries": []])

    static func summary(_ actions: [TurnState.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .began: "began"
            case .answered(_, let prompts): "answered \(prompts.joined(separator: ","))"
            case .cancelled(let prompt): "cancelled \(prompt)"
            case .ended(let outcome): "ended \(outcome.prompts.joined(separator: ","))"
            case .sessionChanged(let from, let to, let wasReset): "session \(from ?? "-") \(to)\(wasReset ? " reset" : "")"
            }
        }
    }
}

extension TurnState {
    mutating func feed(_ messages: AgentMessage...) -> [String] {
        messages.flatMap { Turn.summary(receive($0)) }
    }
}

@Suite struct TurnStateTests {
    @Test func aTurnIsOverAtIdleAndNotAtTheResult() {
        var turn = TurnState()
        turn.send(prompt: "p")
        #expect(turn.feed(Turn.state("running"), Turn.start(prompts: ["p"]), Turn.answer) == ["began", "session - s1"])
        #expect(turn.feed(Turn.result(["p"])) == ["answered p"])
        #expect(turn.isRunning && turn.openPrompts == ["p"])
        #expect(turn.feed(Turn.state("idle")) == ["ended p"])
        #expect(turn.isIdle && turn.sessionID == "s1")
    }

    @Test func withoutReportedStateTheResultEndsTheTurn() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        #expect(turn.feed(Turn.start(prompts: ["p"]), Turn.answer, Turn.result(["p"])) == ["began", "answered p", "ended p"])
    }

    @Test func promptsMergedIntoOneTurnShareItsResult() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "a")
        _ = turn.feed(Turn.state("running"), Turn.start(prompts: ["a"]))
        turn.send(prompt: "b")
        turn.send(prompt: "c")
        #expect(turn.feed(Turn.command("b", "queued"), Turn.command("c", "queued"), Turn.result(["a"])) == ["answered a"])
        #expect(turn.feed(Turn.command("b", "started"), Turn.command("c", "started"), Turn.result(["b", "c"])) == ["answered b,c"])
        #expect(turn.feed(Turn.state("idle")) == ["ended a,b,c"])
    }

    @Test func aPromptSentBeforeTheLastTurnWasSeenToEndIsNotEndedByIt() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "a")
        _ = turn.feed(Turn.state("running"), Turn.start(prompts: ["a"]), Turn.result(["a"]))
        turn.send(prompt: "b")
        #expect(turn.feed(Turn.state("idle")) == ["ended a"])
        #expect(turn.openPrompts == ["b"] && !turn.isIdle)
        #expect(turn.feed(Turn.state("running"), Turn.result(["b"]), Turn.state("idle")) == ["began", "answered b", "ended b"])
    }

    @Test func aPromptThatGetsNoResultIsOverWhenNothingIsOwed() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        #expect(turn.feed(Turn.state("running"), Turn.state("idle")) == ["began", "ended p"])
    }

    @Test func aCompletedPromptWithoutResultIsOverToo() {
        var turn = TurnState(sessionID: "s1")
        _ = turn.feed(Turn.state("running"))
        turn.send(prompt: "p")
        #expect(turn.feed(Turn.command("p", "completed"), Turn.state("idle")) == ["ended p"])
    }

    @Test func aCancelledPromptIsOverAtOnce() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        #expect(turn.feed(Turn.command("p", "cancelled"), Turn.command("p", "cancelled")) == ["cancelled p"])
        #expect(turn.isIdle)
    }

    @Test func aPromptWhoseRunHasFailedIsOverWithTheTurnAlthoughItIsCalledCancelled() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        _ = turn.feed(Turn.state("running"), Turn.command("p", "started"), Turn.result(["p"]))
        #expect(turn.feed(Turn.command("p", "cancelled")) == [])
        #expect(turn.feed(Turn.state("idle")) == ["ended p"])
    }

    @Test func aTurnTheCLIBeginsJustThenDoesNotTakeAPromptThatWasAboutToBeRead() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        _ = turn.feed(Turn.state("running"), Turn.command("p", "started"), Turn.result(["p"]), Turn.state("idle"))
        turn.send(prompt: "q")
        _ = turn.feed(Turn.state("running"), Turn.result(fields: ["origin": ["kind": "task-notification"]]))
        #expect(turn.feed(Turn.state("idle")) == ["ended "])
        _ = turn.feed(Turn.state("running"), Turn.command("q", "started"))
        #expect(turn.feed(Turn.result(["q"]), Turn.state("idle")) == ["answered q", "ended q"])
    }

    @Test func aPromptThatCouldNotBeWrittenIsForgotten() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "p")
        turn.forget(prompt: "p")
        #expect(turn.isIdle)
    }

    @Test func aTurnTheCLIBeginsByItselfAnswersNoPrompt() {
        var turn = TurnState(sessionID: "s1")
        _ = turn.feed(Turn.state("running"), Turn.state("idle"))
        turn.send(prompt: "later")
        let fromTask: JSONObject = ["origin": ["kind": "task-notification"]]
        #expect(turn.feed(Turn.start(), Turn.result(fields: fromTask), Turn.state("idle")) == ["began", "answered ", "ended "])
        #expect(turn.openPrompts == ["later"])
    }

    @Test func aCLIThatNamesNoPromptsAnswersTheOldestFirst() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "a")
        turn.send(prompt: "b")
        #expect(turn.feed(Turn.result()) == ["began", "answered a", "ended a"])
        #expect(turn.feed(Turn.result()) == ["began", "answered b", "ended b"])
    }

    @Test func aCLIThatNamesPromptsIsTakenAtItsWord() {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "a")
        turn.send(prompt: "b")
        #expect(turn.feed(Turn.state("running"), Turn.start(prompts: ["a"]), Turn.result()) == ["began", "answered "])
        #expect(turn.feed(Turn.result(["b"]), Turn.state("idle")) == ["answered b", "ended a,b"])
    }

    @Test func anOutcomeGivesEachPromptItsResult() throws {
        var turn = TurnState(sessionID: "s1")
        turn.send(prompt: "a")
        turn.send(prompt: "b")
        _ = turn.receive(Turn.state("running"))
        _ = turn.receive(Turn.result(["a"], fields: ["result": "1"]))
        _ = turn.receive(Turn.result(["b"], fields: ["is_error": true, "result": "2"]))
        guard case .ended(let outcome) = turn.receive(Turn.state("idle")).last else { Issue.record("not ended"); return }
        #expect(outcome.result(for: "a")?.text == "1" && outcome.result(for: "b")?.text == "2" && outcome.result(for: "c") == nil)
        #expect(outcome.failure?.message == "2")
    }

    @Test func idleWithoutATurnIsNoNews() {
        var turn = TurnState(sessionID: "s1")
        #expect(turn.feed(Turn.state("idle"), Turn.state("idle"), Turn.mirror) == [])
    }

    @Test func aDecisionToBeMadeShowsUntilItIsMade() {
        var turn = TurnState(sessionID: "s1")
        _ = turn.feed(Turn.state("running"), Turn.state("requires_action"))
        #expect(turn.requiresAction && turn.isRunning)
        _ = turn.feed(Turn.state("running"))
        #expect(!turn.requiresAction)
    }

    @Test func aResetConversationGoesOnUnderTheIDOfTheNextStart() {
        var turn = TurnState(sessionID: "s1")
        let reset = AgentMessage(["type": "conversation_reset", "new_conversation_id": "c9", "trigger": "clear", "session_id": "s1"])
        #expect(turn.feed(Turn.state("running"), reset, Turn.start("s2")) == ["began", "session s1 s2 reset"])
        #expect(turn.feed(Turn.start("s3")) == ["session s2 s3"])
    }

    @Test func aResetWithoutAnIDIsFollowedToo() {
        var turn = TurnState(sessionID: "s1")
        #expect(turn.feed(AgentMessage(["type": "conversation_reset"]), Turn.start("s2")) == ["session s1 s2 reset", "began"])
    }

    @Test func backgroundAgentsAreKnownUntilTheyEnd() {
        var turn = TurnState()
        _ = turn.feed(
            task("task_started", "a", "local_agent"),
            task("task_started", "b", "local_bash"),
            task("task_started", "w", "local_workflow")
        )
        #expect(turn.backgroundTaskIDs == ["a", "w"])
        _ = turn.feed(AgentMessage(["type": "system", "subtype": "task_updated", "task_id": "a", "patch": ["status": "running"]]))
        #expect(turn.backgroundTaskIDs == ["a", "w"])
        _ = turn.feed(AgentMessage(["type": "system", "subtype": "task_updated", "task_id": "a", "patch": ["status": "killed"]]))
        _ = turn.feed(AgentMessage(["type": "system", "subtype": "task_notification", "task_id": "w", "status": "completed"]))
        #expect(turn.backgroundTaskIDs == [])
    }

    private func task(_ subtype: String, _ id: String, _ type: String) -> AgentMessage {
        AgentMessage(["type": "system", "subtype": .string(subtype), "task_id": .string(id), "task_type": .string(type)])
    }
}
