internal import JSON

extension Requirement {
    static let payloads = [
        Requirement("F017", "the first event is the init message with the agent's session id, a UUID") { client in
            let id = try await client.goodTurn("Hello.", in: client.session("F017")).sessionID()
            let lengths = id.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
            let isUUID = lengths == [8, 4, 4, 4, 12] && id.allSatisfy { $0 == "-" || $0.isHexDigit }
            try require(isUUID, "data.session_id must be a UUID, was \"\(id)\"")
        },
        Requirement("F021", "the last message is the ResultMessage with cost, usage, turns and the rest of A6") { client in
            let turn = try await client.goodTurn("Hello.", in: client.session("F021"))
            let result = try turn.result()
            try require(try turn.messages().last?["type"]?.string == "ResultMessage", "the ResultMessage must be the last message")
            try resultShape.check(result)
            try usageShape.check(result["usage"] ?? .null)
            try require(result["subtype"]?.string == "success" && result["is_error"]?.bool == false, "a good turn must be a success")
            try require(result["session_id"]?.string == (try turn.sessionID()), "the result must carry the session id of the init message")
            try require((result["total_cost_usd"]?.double ?? -1) >= 0, "total_cost_usd must not be negative")
            try require((result["num_turns"]?.int ?? 0) >= 1, "num_turns must be at least 1")
            try require(result["result"]?.string == (try turn.answer()), "the result must be the text of the answer")
        },
        Requirement("A6-init", "the init message describes the agent") { client in
            let turn = try await client.goodTurn("Hello.", in: client.session("A6-init"))
            let data = try turn.initialization()["data"] ?? .null
            try initShape.check(data)
            let isInit = data["type"]?.string == "system" && data["subtype"]?.string == "init"
            try require(isInit, "data must keep its own type and subtype, was \(excerpt(data.serialized()))")
        },
        Requirement("A6-assistant", "AssistantMessage and its blocks keep the reference's members, and blocks say their type") { client in
            let prompt = "[[think:Hm.]] [[text:Well.]] [[tool:Read {\"file_path\":\"/etc/hostname\"}]]"
            let turn = try await client.goodTurn(prompt, in: client.session("A6-assistant"))
            let messages = try turn.messages("AssistantMessage")
            for message in messages { try assistantShape.check(message) }
            try checkBlocks(messages, needed: ["text", "thinking", "tool_use"])
        },
        Requirement("A6-user", "UserMessage and its tool results keep the reference's members, and blocks say their type") { client in
            let turn = try await client.goodTurn("[[tool:Read {\"file_path\":\"/etc/hostname\"}]]", in: client.session("A6-user"))
            let messages = try turn.messages("UserMessage")
            for message in messages { try userShape.check(message) }
            try checkBlocks(messages, needed: ["tool_result"])
            let calls = blocks(of: try turn.messages("AssistantMessage")).filter { $0["type"]?.string == "tool_use" }
            let answered = blocks(of: messages).compactMap { $0["tool_use_id"]?.string }
            try require(calls.compactMap { $0["id"]?.string } == answered, "each tool_use must have its tool_result")
        },
    ]

    static func blocks(of messages: [JSONValue]) -> [JSONValue] { messages.flatMap { $0["content"]?.array ?? [] } }

    private static func checkBlocks(_ messages: [JSONValue], needed: [String]) throws {
        var seen: Set<String> = []
        for block in blocks(of: messages) {
            let type = try require(block["type"]?.string, "a content block must have a type, was \(excerpt(block.serialized()))")
            seen.insert(type)
            try blockShapes[type]?.check(block)
        }
        try require(seen.isSuperset(of: needed), "the turn must show blocks of type \(needed), showed \(seen.sorted())")
    }
}
