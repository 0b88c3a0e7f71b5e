internal import JSON

extension Requirement {
    static let agent = [
        Requirement("F027", "the agent is told to name its sources") { client in
            let turn = try await client.goodTurn("[[echo-system]]", in: client.session("F027"))
            try turn.expectAnswer(holding: "Sources:", "the system prompt must ask for a list of sources")
        },
        Requirement("F028", "no tool that reads, writes or runs is offered") { client in
            let turn = try await client.goodTurn("Hello.", in: client.session("F028"))
            let tools = (try turn.initialization()["data"]?["tools"]?.array ?? []).compactMap(\.string)
            let unsafe = tools.filter { dangerous.contains($0) }
            try require(tools.contains("WebSearch"), "the agent must have WebSearch, had \(tools)")
            try require(unsafe.isEmpty, "the agent must not have \(unsafe)")
        },
        Requirement("F164", "a tool that is not allowed is refused, and the turn ends well") { client in
            let word = client.word("F164")
            let prompt =
                "[[tool:Bash {\"command\":\"echo \(word)$((6*7))\"}]] [[tool:Read {\"file_path\":\"/proc/self/status\"}]]"
                + " [[tool:Write {\"file_path\":\"/tmp/\(word)\",\"content\":\"x\"}]]"
            let turn = try await client.goodTurn(prompt, in: client.session("F164"))
            let results = blocks(of: try turn.messages("UserMessage")).filter { $0["tool_use_id"] != nil }
            try require(results.count == 3, "each of three tool calls must be answered, \(results.count) were")
            for result in results {
                try require(result["is_error"]?.bool == true, "a refused tool must answer is_error, was \(excerpt(result.serialized()))")
            }
            let text = results.map(\.description).joined()
            try require(!text.contains("\(word)42") && !text.contains("Pid:"), "a refused tool must not have run")
        },
    ]

    private static let dangerous: Set<String> = [
        "Bash", "Read", "Write", "Edit", "NotebookEdit", "Glob", "Grep", "Task", "Agent", "WebFetch",
    ]
}
