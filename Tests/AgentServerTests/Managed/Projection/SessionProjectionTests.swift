@testable import AgentServer
import Domain
import JSON
import Journal
import Testing

@Suite struct SessionProjectionTests {
    private let rest = ["session.thread_status_idle", "session.usage", "session.status_idle"]
    private let run = ["session.thread_status_running", "session.status_running"]

    @Test func aTurnIsToldInTheOrderOfTheReference() {
        let expected =
            run + [
                "user.message", "span.model_request_start", "agent.thinking", "agent.message", "agent.tool_use", "span.model_request_end",
                "agent.tool_result", "span.model_request_start", "agent.message", "span.model_request_end",
            ] + rest
        #expect(Story.plain.types == expected)
    }

    @Test func blocksOfTextThatFollowEachOtherAreOneMessage() throws {
        let message = try #require(Story.plain.told.first { $0.type == "agent.message" })
        #expect(message.fields["content"]?.array?.compactMap { $0["text"]?.string } == ["I look", " twice"])
    }

    @Test func aResultNamesTheEventOfItsCall() throws {
        let told = Story.plain.told
        let call = try #require(told.first { $0.type == "agent.tool_use" })
        let result = try #require(told.first { $0.type == "agent.tool_result" })
        #expect(call.fields["name"] == "read")
        #expect(call.fields["evaluated_permission"] == "allow")
        #expect(result.fields["tool_use_id"]?.string == call.id)
        #expect(result.fields["content"] == [["type": "text", "text": "done"]])
    }

    @Test func aTurnWithoutAResultCostsWhatTheProxyCounted() throws {
        var story = Story()
        for turn in 1...2 {
            story.accept(turn)
            story.start(turn)
            var ending = TurnEnding.failed(.cutOff)
            ending.metered = USD(microdollars: 120_000)
            story.end(turn, ending)
        }
        let usage = try #require(story.told.last { $0.type == "session.usage" }?.fields["usage"])
        #expect(usage["list_cost"]?["amount"] == "24")
    }

    @Test func usageStandsBeforeIdleAndHasTheTotals() throws {
        let usage = try #require(Story.plain.told.first { $0.type == "session.usage" }?.fields["usage"])
        #expect(usage["input_tokens"]?.int == 20)
        #expect(usage["output_tokens"]?.int == 9)
        #expect(usage["list_cost"]?["amount"] == "25")
        #expect(usage["active_seconds"]?.double == 15)
    }

    @Test func aRequestIsEndedWithItsOwnTokens() throws {
        let end = try #require(Story.plain.told.first { $0.type == "span.model_request_end" })
        #expect(end.fields["model_usage"]?["input_tokens"]?.int == 7)
        #expect(end.fields["model_usage"]?["output_tokens"]?.int == 5)
        #expect(end.fields["is_error"] == false)
        #expect(end.fields["model_request_start_id"]?.string == Story.plain.told.first { $0.type == "span.model_request_start" }?.id)
    }

    @Test func waitingIsIdleAndIsToldAgainWithTheRest() throws {
        let story = Story.waiting
        let expected =
            run + [
                "user.message", "span.model_request_start", "agent.tool_use", "agent.custom_tool_use", "span.model_request_end",
            ] + rest + ["user.tool_confirmation"] + rest + ["user.custom_tool_result"] + run
            + ["agent.tool_result", "span.model_request_start", "agent.message", "span.model_request_end"] + rest
        #expect(story.types == expected)
        let calls = story.told.filter { $0.type.hasSuffix("tool_use") }.map(\.id)
        let waits = story.told.filter { $0.type == "session.status_idle" }.prefix(2)
        #expect(waits.map { $0.fields["stop_reason"]?["event_ids"]?.array?.compactMap(\.string) } == [calls, [calls[1]]])
    }

    @Test func answersNameTheEventsOfTheirCalls() throws {
        let told = Story.waiting.told
        let confirmation = try #require(told.first { $0.type == "user.tool_confirmation" })
        #expect(confirmation.fields["tool_use_id"]?.string == told.first { $0.type == "agent.tool_use" }?.id)
        #expect(confirmation.fields["deny_message"] == "no")
        #expect(confirmation.id == ManagedEventID(session: Story.session).sent("a1"))
        let result = try #require(told.first { $0.type == "user.custom_tool_result" })
        #expect(result.fields["custom_tool_use_id"]?.string == told.first { $0.type == "agent.custom_tool_use" }?.id)
    }

    @Test func nothingIsIdleBeforeATurnThatHasBeenAccepted() {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.accept(2)
        story.end(1)
        story.start(2)
        story.end(2)
        #expect(story.types == run + ["user.message", "user.message"] + rest)
    }

    @Test func anInterruptIsToldWhenItHasBeenApplied() {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.requestStart()
        story.text("half")
        story.add(.interruptRequested, ["uuid": "i1"])
        story.end(1, .failed(PublicFailure(text: "asked", kind: "requested"), outcome: .interrupted))
        #expect(story.types == run + ["user.message", "span.model_request_start", "span.model_request_end", "user.interrupt"] + rest)
        #expect(story.told.last?.fields["stop_reason"] == ["type": "end_turn"])
    }

    /// As when nothing but the server is there to end it: no process says what has become of the call.
    @Test func callsThatATurnLeavesOpenHaveResultsThatSayErrors() throws {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.call("c1", "Bash")
        story.add(.turnWaiting, ["calls": [["tool_use_id": "c1", "name": "Bash", "kind": "confirmation"]]], turn: 1)
        story.add(.turnParked, turn: 1)
        story.add(.interruptRequested, ["uuid": "i1"])
        story.end(1, .failed(PublicFailure(text: "asked", kind: "requested"), outcome: .interrupted))
        let use = try #require(story.told.first { $0.type == "agent.tool_use" })
        let result = try #require(story.told.first { $0.type == "agent.tool_result" })
        #expect(result.fields["tool_use_id"]?.string == use.id && result.fields["is_error"] == true)
        #expect(story.types.suffix(rest.count + 2) == ["agent.tool_result", "user.interrupt"] + rest)
        #expect(HistoryMessages.fold(story.told).map { $0["role"]?.string } == ["user", "assistant", "user"])
    }

    @Test func anInterruptOfARestingSessionChangesNothing() {
        var story = Story()
        story.add(.interruptRequested, ["uuid": "i1"])
        #expect(story.types == ["user.interrupt"])
    }

    @Test(arguments: [
        (429, "model_rate_limited_error"), (529, "model_overloaded_error"), (402, "billing_error"), (400, "model_request_failed_error"),
    ])
    func aFailedModelCallSaysOfWhatKind(status: Int, type: String) throws {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.conclude(["is_error": true, "terminal_reason": "api_error", "api_error_status": JSONValue(status)])
        story.end(1, .failed(PublicFailure(text: "API error", kind: "resultError")))
        let error = try #require(story.told.first { $0.type == "session.error" }?.fields["error"])
        #expect(error["type"]?.string == type)
        #expect(error["retry_status"] == ["type": "exhausted"])
        #expect(story.told.last?.fields["stop_reason"] == ["type": "retries_exhausted"])
    }

    @Test func tooManyStepsAndASpentBudgetHaveTheirOwnReasons() {
        let endings = ["error_max_turns", "error_max_budget_usd"].map { subtype -> [String] in
            var story = Story()
            story.accept(1)
            story.start(1)
            story.conclude(["subtype": .string(subtype), "is_error": true])
            story.end(1, .failed(PublicFailure(text: "limit", kind: "resultError")))
            return [story.told.last?.fields["stop_reason"]?["type"]?.string ?? "", story.types.contains("session.error") ? "told" : ""]
        }
        #expect(endings == [["retries_exhausted", "told"], ["budget_reached", ""]])
    }

    @Test func aRefusalIsNoError() {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.conclude(["stop_reason": "refusal"])
        story.end(1)
        #expect(story.told.last?.fields["stop_reason"] == ["type": "refusal"])
        #expect(story.told.last?.fields["stop_details"]?["type"] == "refusal")
    }

    @Test func aStreakOfRetriesIsToldOnce() {
        var story = Story()
        story.accept(1)
        story.start(1)
        for _ in 0..<3 { story.frame(["type": "system", "subtype": "api_retry", "error_status": 529]) }
        story.requestStart()
        let streak = ["session.error", "session.thread_status_rescheduled", "session.status_rescheduled"]
        #expect(story.types == run + ["user.message"] + streak + run + ["span.model_request_start"])
    }

    @Test func aServerOutOfOrderIsReportedOnce() throws {
        var story = Story()
        let start: JSONValue = [
            "type": "system", "subtype": "init",
            "mcp_servers": [["name": "git_hub", "status": "failed"], ["name": "b", "status": "connected"]],
        ]
        story.accept(1)
        story.start(1)
        story.frame(start)
        story.frame(start)
        #expect(story.types.filter { $0 == "session.error" }.count == 1)
        let error = try #require(story.told.last?.fields["error"])
        #expect(error["type"] == "mcp_connection_failed_error")
        #expect(error["mcp_server_name"] == "git hub")
    }

    @Test func toolsOfServersKeepTheNamesOfTheDefinition() throws {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.call("t1", "mcp__git_hub__list__all")
        story.result(of: "t1", [["type": "text", "text": "x"], ["type": "tool_reference", "tool_name": "y"]])
        let call = try #require(story.told.first { $0.type == "agent.mcp_tool_use" })
        #expect(call.fields["mcp_server_name"] == "git hub")
        #expect(call.fields["name"] == "list__all")
        #expect(call.fields["evaluated_permission"] == "ask")
        let result = try #require(story.told.first { $0.type == "agent.mcp_tool_result" })
        #expect(result.fields["mcp_tool_use_id"]?.string == call.id)
        #expect(result.fields["content"]?.array?.compactMap { $0["type"]?.string } == ["text", "text"])
    }

    @Test func changesAndTheEndOfASessionAreTold() {
        var story = Story()
        story.add(.sessionUpdated, ["title": "New"])
        story.add(.sessionTerminated)
        #expect(story.types == ["session.updated", "session.thread_status_terminated", "session.status_terminated"])
        #expect(story.told.first?.fields["title"] == "New")
    }

    @Test func aTurnThatNeverBeganHasItsMessageAllTheSame() {
        var story = Story()
        story.accept(1)
        story.end(1, .failed(PublicFailure(text: "no process", kind: "cliConnection")))
        #expect(story.types == run + ["user.message", "session.error"] + rest)
    }

    /// A turn whose call of a skill has begun a subagent, which asks for leave to run a command.
    private static func forked(_ status: String? = "completed") -> Story {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.call("c1", "Skill")
        story.frame([
            "type": "system", "subtype": "task_started", "task_id": "t", "tool_use_id": "c1", "task_type": "local_agent",
            "subagent_type": "general-purpose", "description": "/forky",
        ])
        story.below("user", ["type": "text", "text": "Do it."])
        story.below("assistant", ["type": "text", "text": "I ask."])
        story.below("assistant", ["type": "tool_use", "id": "c2", "name": "Bash", "input": ["command": "id"]])
        story.below("assistant", ["type": "tool_use", "id": "c3", "name": "Read", "input": [:]])
        story.add(.turnWaiting, ["calls": [["tool_use_id": "c2", "name": "Bash", "kind": "confirmation"]]], turn: 1)
        story.add(.callAnswered, ["tool_use_id": "c2", "uuid": "a", "kind": "confirmation", "result": "allow"], turn: 1)
        story.below("user", ["type": "tool_result", "tool_use_id": "c2", "content": "root", "is_error": false])
        story.below("assistant", ["type": "text", "text": "Done."])
        if let status { story.frame(["type": "system", "subtype": "task_notification", "tool_use_id": "c1", "status": .string(status)]) }
        story.result(of: "c1")
        story.conclude()
        story.end(1)
        return story
    }

    @Test func aSubagentHasAThreadOfItsOwn() throws {
        let story = Self.forked()
        var projection = Story.projection
        for event in story.events { _ = projection.apply(event) }
        let child = try #require(projection.children.first)
        #expect(child.name == "general-purpose" && child.status == .idle && child.id != projection.ids.primaryThread)
        #expect(
            story.told(in: child.id).map(\.type) == [
                "session.thread_status_running", "agent.thread_message_received", "agent.message", "agent.tool_use", "agent.tool_use",
                "user.tool_confirmation", "agent.tool_result", "agent.message", "session.thread_status_idle",
            ]
        )
        #expect(story.told(in: child.id).filter { $0.type == "agent.tool_use" }.allSatisfy { $0.fields["session_thread_id"] == nil })
    }

    @Test func thePrimaryThreadIsToldOfASubagentAndOfWhatItWaitsFor() throws {
        let told = Self.forked().told
        let child = try #require(told.first { $0.type == "session.thread_created" }?.fields["session_thread_id"])
        let below = told.filter { $0.fields["session_thread_id"] == child }.map(\.type)
        #expect(
            below == [
                "session.thread_created", "session.thread_status_running", "agent.tool_use", "user.tool_confirmation",
                "session.thread_status_idle",
            ]
        )
        let asked = try #require(told.first { $0.fields["session_thread_id"] == child && $0.type == "agent.tool_use" })
        let idle = try #require(told.first { $0.type == "session.status_idle" })
        #expect(idle.fields["stop_reason"]?["event_ids"] == [.string(asked.id)])
        #expect(told.count { $0.type == "agent.message" } == 0 && told.count { $0.type == "agent.tool_result" } == 1)
        #expect(HistoryMessages.fold(told).flatMap { $0["content"]?.array ?? [] }.compactMap { $0["name"]?.string } == ["skill"])
    }

    @Test(arguments: ["failed", nil]) func aSubagentThatDoesNotFinishIsTerminated(status: String?) throws {
        let told = Self.forked(status).told
        #expect(told.contains { $0.type == "session.thread_status_terminated" && $0.fields["agent_name"] == "general-purpose" })
    }

    @Test(arguments: ["cyber", "new"]) func aRefusalThatTheCLIReportsAsAFailureIsNone(category: String) throws {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.frame(["type": "system", "subtype": "model_refusal_no_fallback", "api_refusal_category": .string(category)])
        story.conclude(["is_error": true, "stop_reason": "refusal", "terminal_reason": "api_error"])
        story.end(1, .failed(.cutOff))
        let idle = try #require(story.told.last)
        #expect(idle.type == "session.status_idle" && idle.fields["stop_reason"] == ["type": "refusal"])
        #expect(idle.fields["stop_details"]?["category"] == (category == "cyber" ? "cyber" : .null))
        #expect(!story.types.contains("session.error"))
    }
}
