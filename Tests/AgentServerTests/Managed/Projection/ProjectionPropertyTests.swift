@testable import AgentServer
import JSON
import Journal
import TestSupport
import Testing

@Suite struct ProjectionPropertyTests {
    private static let stories = [Story.plain, Story.waiting, Story.mixed(seed: 1), Story.mixed(seed: 2), Story.mixed(seed: 3)]

    @Test(arguments: stories.indices)
    func itDoesNotMatterWhereSomebodyGoesOn(index: Int) {
        let story = Self.stories[index]
        let told = story.told
        for cut in stride(from: 0, through: story.events.count, by: story.events.count / 20 + 1) {
            var first = Story.projection
            let before = story.events.prefix(cut).flatMap { first.apply($0) }
            var second = first
            let after = story.events.dropFirst(cut).flatMap { second.apply($0) }
            #expect(before + after == told)
        }
    }

    @Test(arguments: stories.indices)
    func timesRiseAndNoNameComesTwice(index: Int) {
        let told = Self.stories[index].told
        let times = told.compactMap(\.time)
        #expect(times.count == told.count)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(told.map(\.id)).count == told.count)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.position < $1.position })
    }

    @Test(arguments: stories.indices)
    func everyEventHasWhatItsTypeRequires(index: Int) {
        for event in Self.stories[index].told {
            let required = Self.required[event.type]
            #expect(required != nil, "\(event.type)")
            for name in required ?? [] { #expect(event.fields[name] != nil, "\(event.type) has no \(name)") }
            #expect(event.json["processed_at"]?.string?.hasSuffix("Z") == true)
            #expect(event.id.hasPrefix("sevt_") && event.id.utf8.count == 29)
        }
    }

    @Test(arguments: stories.indices)
    func usageStandsRightBeforeEveryIdle(index: Int) {
        let types = Self.stories[index].types
        for place in types.indices where types[place] == "session.status_idle" { #expect(types[place - 1] == "session.usage") }
    }

    private static let required: [String: [String]] = [
        "user.message": ["content"], "user.interrupt": [], "user.tool_confirmation": ["tool_use_id", "result"],
        "user.custom_tool_result": ["custom_tool_use_id"], "agent.message": ["content"], "agent.thinking": [],
        "agent.tool_use": ["name", "input"], "agent.tool_result": ["tool_use_id"],
        "agent.mcp_tool_use": ["name", "input", "mcp_server_name"], "agent.mcp_tool_result": ["mcp_tool_use_id"],
        "agent.custom_tool_use": ["name", "input"], "agent.thread_context_compacted": [], "session.status_running": [],
        "session.status_idle": ["stop_reason"], "session.status_rescheduled": [], "session.status_terminated": [],
        "session.error": ["error"], "session.updated": [], "session.usage": ["usage"],
        "session.thread_status_running": ["session_thread_id", "agent_name"],
        "session.thread_status_rescheduled": ["session_thread_id", "agent_name"],
        "session.thread_status_terminated": ["session_thread_id", "agent_name"],
        "session.thread_status_idle": ["session_thread_id", "agent_name", "stop_reason"], "span.model_request_start": [],
        "span.model_request_end": ["model_request_start_id", "model_usage"],
    ]
}

extension Story {
    /// Entries in an order that a sound session would not have.
    static func mixed(seed: UInt64) -> Story {
        var random = SeededRandom(seed: seed)
        var story = Story()
        for step in 0..<200 {
            let turn = Int.random(in: 0...step, using: &random)
            switch Int.random(in: 0..<14, using: &random) {
            case 0: story.accept(step)
            case 1: story.start(turn)
            case 2: story.requestStart("m\(step)")
            case 3: story.text("t", of: "m\(step)")
            case 4: story.call("t\(step)", ["Bash", "mcp__x__y", "mcp__custom__weather"].randomElement(using: &random) ?? "Read")
            case 5: story.result(of: "t\(Int.random(in: 0..<200, using: &random))")
            case 6: story.requestEnd()
            case 7: story.frame(["type": "system", "subtype": "api_retry"], turn: turn)
            case 8: story.frame(["type": "system", "subtype": "compact_boundary"], turn: turn)
            case 9: story.add(.turnWaiting, ["calls": [["tool_use_id": .string("t\(step - 1)")]]], turn: turn)
            case 10: story.add(.callAnswered, ["tool_use_id": .string("t\(step - 2)"), "uuid": .string("a\(step)")], turn: turn)
            case 11: story.add(.interruptRequested, ["uuid": .string("i\(step)")])
            case 12: story.conclude(["total_cost_usd": 0.01])
            default: story.end(turn)
            }
        }
        return story
    }
}
