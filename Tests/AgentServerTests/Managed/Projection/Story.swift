@testable import AgentServer
import Domain
import JSON
import Journal

/// A session's journal, told entry by entry.
struct Story {
    static let session: SessionID = {
        guard let id = SessionID("sesn_story") else { preconditionFailure("the name keeps the rule") }
        return id
    }()
    static let agent: JSONValue = [
        "name": "Clerk",
        "mcp_servers": [["type": "url", "name": "git hub", "url": "https://example.com/mcp"]],
        "tools": [
            [
                "type": "agent_toolset_20260401",
                "default_config": ["enabled": true, "permission_policy": ["type": "always_allow"]],
                "configs": [["name": "bash", "enabled": true, "permission_policy": ["type": "always_ask"]]],
            ],
            [
                "type": "mcp_toolset", "mcp_server_name": "git hub",
                "default_config": ["enabled": true, "permission_policy": ["type": "always_ask"]], "configs": [],
            ],
            ["type": "custom", "name": "weather", "description": "d", "input_schema": ["type": "object"]],
        ],
    ]

    private(set) var events: [JournalEvent] = []

    static var projection: SessionProjection { SessionProjection(ProjectionSubject(session: session, agent: agent)) }

    static func turn(_ number: Int) -> TurnID {
        TurnID(milliseconds: UInt64(number), randomness: [UInt8](repeating: UInt8(number), count: TurnID.randomnessCount))
    }

    mutating func add(_ kind: EventKind, _ body: JSONValue = [:], turn: Int? = nil) {
        let number = events.count + 1
        events.append(
            JournalEvent(
                number: number,
                time: 1_000_000 * Int64(number),
                turn: turn.map(Self.turn),
                kind: kind,
                body: body.serialized()
            )
        )
    }

    mutating func accept(_ turn: Int, _ text: String = "go") {
        add(.promptAccepted, ["uuid": .string("u\(turn)"), "content": [["type": "text", "text": .string(text)]]], turn: turn)
    }

    mutating func start(_ turn: Int) { add(.turnStarted, ["start": "new"], turn: turn) }

    mutating func end(_ turn: Int, _ ending: TurnEnding = .done(sessionCost: nil)) {
        add(.turnEnded, (try? JSONValue(parsing: ending.body)) ?? [:], turn: turn)
    }

    mutating func frame(_ frame: JSONValue, turn: Int = 1) { add(.frame, frame, turn: turn) }

    mutating func requestStart(_ id: String = "m1") {
        frame(["type": "stream_event", "event": ["type": "message_start", "message": ["id": .string(id), "usage": ["input_tokens": 7]]]])
    }

    mutating func requestEnd() {
        frame(["type": "stream_event", "event": ["type": "message_delta", "usage": ["output_tokens": 5]]])
        frame(["type": "stream_event", "event": ["type": "message_stop"]])
    }

    mutating func block(_ block: JSONValue, of id: String = "m1") {
        frame(["type": "assistant", "message": ["id": .string(id), "model": "claude-x", "content": [block]], "parent_tool_use_id": nil])
    }

    mutating func text(_ text: String, of id: String = "m1") { block(["type": "text", "text": .string(text)], of: id) }

    mutating func call(_ id: String, _ name: String, of message: String = "m1") {
        block(["type": "tool_use", "id": .string(id), "name": .string(name), "input": ["a": 1]], of: message)
    }

    mutating func result(of call: String, _ content: JSONValue = "done", isError: Bool = false) {
        let block: JSONValue = ["type": "tool_result", "tool_use_id": .string(call), "content": content, "is_error": .bool(isError)]
        frame(["type": "user", "message": ["role": "user", "content": [block]], "parent_tool_use_id": nil])
    }

    /// What a subagent says or is told, which the call `c1` has begun.
    mutating func below(_ type: String, _ content: JSONValue) {
        frame(["type": .string(type), "message": ["id": "s1", "model": "claude-x", "content": [content]], "parent_tool_use_id": "c1"])
    }

    /// The events of a subagent's thread.
    func told(in thread: String) -> [ManagedEvent] {
        var projection = Self.projection
        projection.view = thread
        return events.flatMap { projection.apply($0) }
    }

    mutating func conclude(_ more: JSONObject = JSONObject()) {
        var frame: JSONObject = ["type": "result", "subtype": "success", "stop_reason": "end_turn", "terminal_reason": "completed"]
        frame.merge(more)
        self.frame(.object(frame))
    }

    /// The whole projection.
    var told: [ManagedEvent] {
        var projection = Self.projection
        return events.flatMap { projection.apply($0) }
    }

    var types: [String] { told.map(\.type) }
}

extension Story {
    /// One turn with thinking, text and a call.
    static var plain: Story {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.frame(["type": "system", "subtype": "init", "mcp_servers": []])
        story.requestStart()
        story.block(["type": "thinking", "thinking": "hm"])
        story.text("I look")
        story.text(" twice")
        story.call("t1", "Read")
        story.requestEnd()
        story.result(of: "t1")
        story.requestStart("m2")
        story.text("there", of: "m2")
        story.requestEnd()
        story.conclude([
            "total_cost_usd": 0.25,
            "modelUsage": ["x": ["inputTokens": 20, "outputTokens": 9, "cacheReadInputTokens": 3, "cacheCreationInputTokens": 4]],
        ])
        story.end(1)
        return story
    }

    /// A call that asks, one that the client answers itself, two answers.
    static var waiting: Story {
        var story = Story()
        story.accept(1)
        story.start(1)
        story.requestStart()
        story.call("t1", "Bash")
        story.call("t2", "mcp__custom__weather")
        story.requestEnd()
        story.add(
            .turnWaiting,
            [
                "calls": [
                    ["tool_use_id": "t1", "name": "Bash", "kind": "confirmation"],
                    ["tool_use_id": "t2", "name": "weather", "kind": "custom_tool"],
                ]
            ],
            turn: 1
        )
        story.add(
            .callAnswered,
            ["tool_use_id": "t1", "uuid": "a1", "kind": "confirmation", "result": "deny", "message": "no"],
            turn: 1
        )
        story.add(.turnWaiting, ["calls": [["tool_use_id": "t2", "name": "weather", "kind": "custom_tool"]]], turn: 1)
        story.add(
            .callAnswered,
            ["tool_use_id": "t2", "uuid": "a2", "kind": "custom_tool", "content": [["type": "text", "text": "sun"]], "is_error": false],
            turn: 1
        )
        story.result(of: "t1", "no", isError: true)
        story.result(of: "t2", [["type": "text", "text": "sun"]])
        story.requestStart("m2")
        story.text("well", of: "m2")
        story.requestEnd()
        story.conclude()
        story.end(1)
        return story
    }
}
