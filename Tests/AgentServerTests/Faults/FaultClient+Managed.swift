import Domain
import JSON
import TestSupport

@testable import AgentServer

/// A client of /v1.
extension FaultClient {
    /// Does what its plan says until the server is killed; gives what it asked for.
    func run(_ plan: ManagedTraffic, until isOver: Shared<Bool>) async -> [ManagedDeed] {
        guard let (agent, environment) = await definitions(plan.name) else { return [] }
        var (traffic, deeds) = (plan, [ManagedDeed]())
        while !isOver.value {
            deeds += await take(&traffic, agent, environment)
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &traffic.random)))
        }
        return deeds
    }

    private func definitions(_ name: String) async -> (agent: String, environment: String)? {
        let tools: JSONValue = [
            [
                "type": "agent_toolset_20260401", "default_config": ["enabled": false],
                "configs": [["name": "bash", "enabled": true, "permission_policy": ["type": "always_ask"]]],
            ],
            ["type": "custom", "name": "weather", "description": "Asks the client.", "input_schema": ["type": "object"]],
        ]
        let agent = await ask("POST", "/agents", ["name": "asking", "model": "claude-sonnet-4-6", "tools": tools])
        let environment = await ask("POST", "/environments", ["name": .string(name)])
        guard let agent = agent.json["id"]?.string, let environment = environment.json["id"]?.string else { return nil }
        return (agent, environment)
    }

    private func take(_ traffic: inout ManagedTraffic, _ agent: String, _ environment: String) async -> [ManagedDeed] {
        switch traffic.next() {
        case .create: return await create(&traffic, agent, environment)
        case .talk(let session, let text, let isPatient):
            let said = await say(text, session)
            return isPatient && said.isDone ? [said] + (await answer(&traffic, session, readings: 25)) : [said]
        case .answer(let session): return await answer(&traffic, session, readings: 1)
        case .retitle(let session, let title):
            return [await deed(session, .retitle(title), "POST", "", ["title": .string(title)])]
        case .interrupt(let session): return [await interrupt(session)]
        case .archive(let session): return [await deed(session, .archive, "POST", "/archive", [:])]
        case .delete(let session):
            let deleted = await deed(session, .delete, "DELETE", "", nil)
            if deleted.isDone { traffic.sessions.removeAll { $0 == session } }
            return [deleted]
        }
    }

    /// Says something under a key that is its own.
    private func say(_ text: String, _ session: SessionID) async -> ManagedDeed {
        let event: JSONValue = ["type": "user.message", "content": [["type": "text", "text": .string(text)]]]
        return await deed(session, .message(text), "POST", "/events", ["events": [event]], key: text)
    }

    /// Says again what no answer has come to.
    func again(_ unanswered: [ManagedDeed], until isOver: Shared<Bool>) async -> [ManagedDeed] {
        var deeds: [ManagedDeed] = []
        for deed in unanswered where !isOver.value {
            if case .message(let text) = deed.wish { deeds.append(await say(text, deed.session)) }
        }
        return deeds
    }

    /// Some sessions begin with a message.
    private func create(_ traffic: inout ManagedTraffic, _ agent: String, _ environment: String) async -> [ManagedDeed] {
        var body: JSONObject = ["agent": .string(agent), "environment_id": .string(environment)]
        if traffic.random.chance(50) {
            let text = traffic.text()
            body["initial_events"] = [["type": "user.message", "content": [["type": "text", "text": .string(text)]]]]
        }
        let made = await ask("POST", "/sessions", .object(body))
        guard let session = made.json["id"]?.string.flatMap({ SessionID($0) }) else { return [] }
        traffic.sessions.append(session)
        return [ManagedDeed(session: session, wish: .create, status: made.status)]
    }

    /// Cuts off what runs or waits.
    func interrupt(_ session: SessionID) async -> ManagedDeed { await send(["type": "user.interrupt"], .interrupt, session) }

    /// Answers every call that the session waits for; some twice.
    func answer(_ traffic: inout ManagedTraffic, _ session: SessionID, readings: Int) async -> [ManagedDeed] {
        var deeds: [ManagedDeed] = []
        for call in await waiting(session, readings) {
            for _ in 0..<(traffic.random.chance(15) ? 2 : 1) { deeds.append(await answer(&traffic, session, call.event, call.isCustom)) }
        }
        return deeds
    }

    private func answer(_ traffic: inout ManagedTraffic, _ session: SessionID, _ event: String, _ isCustom: Bool) async -> ManagedDeed {
        let word = traffic.token()
        if isCustom {
            let answer: JSONValue = [
                "type": "user.custom_tool_result", "custom_tool_use_id": .string(event),
                "content": [["type": "text", "text": .string(word)]],
            ]
            return await send(answer, .result(event: event, text: word), session)
        }
        let isAllowed = traffic.random.chance(65)
        var answer: JSONObject = [
            "type": "user.tool_confirmation", "tool_use_id": .string(event), "result": isAllowed ? "allow" : "deny",
        ]
        if !isAllowed { answer["deny_message"] = .string(word) }
        return await send(.object(answer), isAllowed ? .allow(event: event) : .deny(event: event, reason: word), session)
    }

    /// The calls that a session waits for, as soon as it comes to rest.
    private func waiting(_ session: SessionID, _ readings: Int) async -> [(event: String, isCustom: Bool)] {
        for _ in 0..<readings {
            let events = await ask("GET", "/sessions/\(session)/events?order=desc&limit=40", nil).json["data"]?.array ?? []
            if let last = events.first(where: { ["session.status_idle", "session.status_running"].contains($0.type) }),
                last.type == "session.status_idle"
            {
                let open = last["stop_reason"]?["event_ids"]?.array?.compactMap(\.string) ?? []
                let custom = Set(events.filter { $0.type == "agent.custom_tool_use" }.compactMap { $0["id"]?.string })
                return open.map { ($0, custom.contains($0)) }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return []
    }

    /// Brings sessions to rest, until none has anything to say any more: agents begin turns by themselves too, soon after others.
    func settle(_ sessions: [SessionID], _ traffic: ManagedTraffic) async -> [ManagedDeed] {
        var (traffic, deeds) = (traffic, [ManagedDeed]())
        for _ in 0..<10 {
            var done: [ManagedDeed] = []
            for session in sessions { done += await settle(session, &traffic) }
            deeds += done
            if done.isEmpty { break }
            // Tasks of the real program take so long.
            try? await Task.sleep(for: .seconds(1))
        }
        return deeds
    }

    /// Brings a session to rest: answers what waits. What waits for nobody has to come to its end by itself.
    private func settle(_ session: SessionID, _ traffic: inout ManagedTraffic) async -> [ManagedDeed] {
        var deeds: [ManagedDeed] = []
        for _ in 0..<400 {
            let status = await ask("GET", "/sessions/\(session)", nil).json["status"]?.string
            let open = await waiting(session, 1)
            if status != "running", open.isEmpty { return deeds }
            if !open.isEmpty { deeds += await answer(&traffic, session, readings: 1) }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return deeds
    }

    private func send(_ event: JSONValue, _ wish: ManagedDeed.Wish, _ session: SessionID) async -> ManagedDeed {
        await deed(session, wish, "POST", "/events", ["events": [event]])
    }

    private func deed(
        _ session: SessionID,
        _ wish: ManagedDeed.Wish,
        _ method: String,
        _ path: String,
        _ body: JSONValue?,
        key: String? = nil
    ) async -> ManagedDeed {
        ManagedDeed(session: session, wish: wish, status: await ask(method, "/sessions/\(session)\(path)", body, key: key).status)
    }

    private func ask(_ method: String, _ path: String, _ body: JSONValue?, key: String? = nil) async -> (status: Int?, json: JSONValue) {
        let text = body?.serializedString() ?? ""
        let fields = "Content-Type: application/json\r\n" + (key.map { "Idempotency-Key: \($0)\r\n" } ?? "")
        let head = "\(method) /v1\(path) HTTP/1.0\r\nHost: \(address)\r\n\(fields)"
        let bytes = await exchange("\(head)Content-Length: \(text.utf8.count)\r\n\r\n\(text)", cutAfter: nil)
        guard let end = FaultReply.endOfHead(bytes) else { return (nil, .null) }
        return (FaultReply(bytes).status, (try? JSONValue(parsing: Array(bytes[end...]))) ?? .null)
    }
}
