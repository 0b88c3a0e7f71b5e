internal import Domain
internal import JSON

/// How a projection is kept on the disk: without what the journal has, prompts that wait and the agent, whose entries it names.
extension SessionProjection {
    /// Raised whenever `apply` comes to other events or another state: what was kept by another version is passed over.
    static let version = 1

    var kept: JSONValue {
        var json: JSONObject = [
            "version": JSONValue(Self.version), "number": JSONValue(number), "time": JSONValue(Int(time)),
            "last_time": JSONValue(Int(lastTime)), "status": .string(status.rawValue), "usage": usage.kept,
            "turns": .array(turns.map(\.kept)), "interrupts": .array(interrupts.map { [.string($0.uuid), JSONValue($0.accepted)] }),
            "calls": .array(calls.map(\.kept)), "children": .array(children.map(\.kept)),
            "broken_servers": .array(brokenServers.sorted().map { .string($0) }),
        ]
        json["agent_change"] = agentChange.map { JSONValue($0) }
        json["budget"] = budget
        json["waiting"] = waiting.map { .array($0.map { .string($0) }) }
        json["message"] = message?.kept
        json["request"] = request.map { ["event": .string($0.event), "tokens": $0.tokens.kept] }
        json["result"] = result.map { .object($0) }
        json["refusal"] = refusal.map { .object($0) }
        return .object(json)
    }

    /// Reads one that is whole but for what the journal has; `nil` when it is none, or was kept by another version.
    init?(kept json: JSONValue, _ subject: ProjectionSubject) {
        guard json["version"]?.int == Self.version, let number = json["number"]?.int, let time = json["time"]?.int,
            let lastTime = json["last_time"]?.int, let status = json["status"]?.string.flatMap(Status.init(rawValue:)),
            let usage = ProjectedUsage(kept: json["usage"]), let turns = Self.all(json["turns"], Turn.init(kept:)),
            let interrupts = Self.all(json["interrupts"], Interrupt.init(kept:)), let calls = Self.all(json["calls"], Call.init(kept:)),
            let children = Self.all(json["children"], ChildThread.init(kept:)),
            let servers = Self.all(json["broken_servers"], \.string)
        else { return nil }
        self.init(subject, after: number, at: Int64(time), lastTime: Int64(lastTime))
        (self.status, self.usage, self.turns, self.interrupts, self.calls) = (status, usage, turns, interrupts, calls)
        (self.children, brokenServers) = (children, Set(servers))
        agentChange = json["agent_change"]?.int
        budget = json["budget"]
        waiting = Self.all(json["waiting"], \.string)
        message = json["message"].flatMap(OpenMessage.init(kept:))
        request = json["request"].flatMap(OpenRequest.init(kept:))
        (result, refusal) = (json["result"]?.object, json["refusal"]?.object)
    }

    private static func all<Value>(_ json: JSONValue?, _ read: (JSONValue) -> Value?) -> [Value]? {
        guard let array = json?.array else { return nil }
        let values = array.compactMap(read)
        return values.count == array.count ? values : nil
    }
}

extension SessionProjection.Turn {
    fileprivate var kept: JSONValue {
        var json: JSONObject = ["id": .string(id.text), "begun": .bool(hasBegun)]
        json["prompt"] = prompt.map { JSONValue($0.accepted) }
        return .object(json)
    }

    /// With a prompt that has no more than its place.
    fileprivate init?(kept json: JSONValue) {
        guard let id = json["id"]?.string.flatMap(TurnID.init) else { return nil }
        let prompt = json["prompt"]?.int.map { SessionProjection.Prompt(uuid: "", content: .null, accepted: $0) }
        self.init(id: id, prompt: prompt, hasBegun: json["begun"]?.bool ?? false)
    }
}

extension SessionProjection.Interrupt {
    fileprivate init?(kept json: JSONValue) {
        guard let uuid = json[0]?.string, let accepted = json[1]?.int else { return nil }
        self.init(uuid: uuid, accepted: accepted)
    }
}

extension SessionProjection.Call {
    fileprivate var kept: JSONValue {
        var json: JSONObject = ["id": .string(id), "tool": tool.kept, "asks": .bool(asks), "answered": .bool(isAnswered)]
        json["thread"] = thread.map { .string($0) }
        return .object(json)
    }

    fileprivate init?(kept json: JSONValue) {
        guard let id = json["id"]?.string, let tool = json["tool"].flatMap(ManagedTools.Tool.init(kept:)) else { return nil }
        self.init(id: id, tool: tool, asks: json["asks"]?.bool ?? false, thread: json["thread"]?.string)
        isAnswered = json["answered"]?.bool ?? false
    }
}

extension ManagedTools.Tool {
    fileprivate var kept: JSONValue {
        switch self {
        case .builtIn(let name): ["built_in", .string(name)]
        case .mcp(let server, let name): ["mcp", .string(server), .string(name)]
        case .custom(let name): ["custom", .string(name)]
        }
    }

    fileprivate init?(kept json: JSONValue) {
        switch (json[0]?.string, json[1]?.string, json[2]?.string) {
        case ("built_in", let name?, nil): self = .builtIn(name)
        case ("mcp", let server?, let name?): self = .mcp(server: server, name: name)
        case ("custom", let name?, nil): self = .custom(name)
        default: return nil
        }
    }
}

extension ChildThread {
    fileprivate var kept: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "call": .string(call), "name": .string(name), "created": JSONValue(Int(created)),
            "updated": JSONValue(Int(updated)), "status": .string(status.rawValue),
        ]
        json["purpose"] = purpose.map { .string($0) }
        return .object(json)
    }

    fileprivate init?(kept json: JSONValue) {
        guard let id = json["id"]?.string, let call = json["call"]?.string, let name = json["name"]?.string,
            let created = json["created"]?.int, let updated = json["updated"]?.int,
            let status = json["status"]?.string.flatMap(SessionProjection.Status.init(rawValue:))
        else { return nil }
        let purpose = json["purpose"]?.string
        self.init(id: id, call: call, name: name, purpose: purpose, created: Int64(created), updated: Int64(updated), status: status)
    }
}

extension OpenMessage {
    fileprivate var kept: JSONValue {
        [
            "id": .string(id), "count": JSONValue(count), "run_start": JSONValue(runStart),
            "texts": .array(texts.map { .string($0) }),
        ]
    }

    fileprivate init?(kept json: JSONValue) {
        guard let id = json["id"]?.string, let count = json["count"]?.int, let start = json["run_start"]?.int else { return nil }
        self.init(id: id, count: count, runStart: start, texts: (json["texts"]?.array ?? []).compactMap(\.string))
    }
}

extension OpenRequest {
    fileprivate init?(kept json: JSONValue) {
        guard let event = json["event"]?.string, let tokens = ProjectedUsage.Tokens(kept: json["tokens"]) else { return nil }
        self.init(event: event, tokens: tokens)
    }
}
