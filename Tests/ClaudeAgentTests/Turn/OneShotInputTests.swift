import ClaudeAgent
import JSON
import Testing

@Suite struct OneShotInputTests {
    @Test func withoutQuestionsTheInputClosesRightAfterThePrompt() {
        var input = OneShotInput(mustStayOpen: false)
        #expect(input.promptsWritten() == [.close])
        #expect(input.promptsWritten() == [] && feed(&input, Turn.result(), Turn.state("idle")) == [])
    }

    @Test func withQuestionsItClosesAtIdleAfterAResult() {
        var input = OneShotInput(mustStayOpen: true)
        #expect(input.promptsWritten() == [])
        #expect(feed(&input, Turn.state("running"), Turn.answer) == [])
        #expect(feed(&input, Turn.result()) == [.armCeiling(.seconds(600))])
        #expect(feed(&input, Turn.state("idle")) == [.disarmCeiling, .close])
        #expect(feed(&input, Turn.result(), Turn.state("idle")) == [])
    }

    @Test func withoutReportedStateItClosesAtTheResult() {
        var input = OneShotInput(mustStayOpen: true)
        #expect(feed(&input, Turn.answer, Turn.result()) == [.close])
    }

    @Test func idleBeforeAnyResultClosesNothing() {
        var input = OneShotInput(mustStayOpen: true)
        #expect(feed(&input, Turn.state("idle")) == [])
    }

    @Test func backgroundAgentsKeepItOpenUntilTheyEnd() {
        var input = OneShotInput(mustStayOpen: true)
        #expect(feed(&input, Turn.state("running"), task("task_started"), Turn.result()) == [.armCeiling(.seconds(600))])
        #expect(feed(&input, Turn.state("idle")) == [])
        #expect(feed(&input, task("task_notification")) == [.disarmCeiling, .close])
    }

    @Test func theCeilingClosesItInTheEnd() {
        var input = OneShotInput(mustStayOpen: true, ceiling: .seconds(1))
        #expect(feed(&input, task("task_started"), Turn.result()) == [.armCeiling(.seconds(1))])
        #expect(input.ceilingReached() == [.close])
        #expect(input.ceilingReached() == [])
    }

    @Test func theCeilingCountsOnlyBetweenTurns() {
        var input = OneShotInput(mustStayOpen: true)
        _ = feed(&input, task("task_started"), Turn.result())
        #expect(feed(&input, Turn.answer) == [.disarmCeiling])
        #expect(input.ceilingReached() == [])
        #expect(feed(&input, Turn.result()) == [.armCeiling(.seconds(600))])
        #expect(feed(&input, AgentMessage(["type": "stream_event", "event": [:]])) == [.disarmCeiling])
    }

    @Test func aQuestionStopsTheCeiling() {
        var input = OneShotInput(mustStayOpen: true)
        _ = feed(&input, Turn.state("running"), task("task_started"), Turn.result())
        #expect(feed(&input, Turn.state("requires_action")) == [.disarmCeiling])
        #expect(input.ceilingReached() == [])
        #expect(feed(&input, Turn.state("running")) == [.armCeiling(.seconds(600))])
    }

    @Test func framesOfSubagentsDoNotStopIt() {
        var input = OneShotInput(mustStayOpen: true)
        _ = feed(&input, task("task_started"), Turn.result())
        #expect(feed(&input, AgentMessage(["type": "assistant", "parent_tool_use_id": "t1"])) == [])
        #expect(input.ceilingReached() == [.close])
    }

    @Test func withoutACeilingItWaits() {
        var input = OneShotInput(mustStayOpen: true, ceiling: nil)
        #expect(feed(&input, task("task_started"), Turn.result()) == [])
        #expect(input.ceilingReached() == [])
    }

    private func feed(_ input: inout OneShotInput, _ messages: AgentMessage...) -> [OneShotInput.Action] {
        messages.flatMap { input.receive($0) }
    }

    private func task(_ subtype: String) -> AgentMessage {
        AgentMessage(["type": "system", "subtype": .string(subtype), "task_id": "a", "task_type": "local_agent", "status": "completed"])
    }
}
