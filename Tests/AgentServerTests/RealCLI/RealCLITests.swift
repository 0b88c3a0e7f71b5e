import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// What only the real `claude` can prove: it takes what we give it as we mean it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RealCLITests {
    @Test func aConversationGoesOnOverTurnsARestartAndAMoveOfTheData() async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                let first = try await TestServer.run(in: bench, real) { server in
                    try await server.turn("My colour is green.", in: "a")
                }
                first.expectDone()
                #expect(first.answer.contains("1st message"))
                let second = try await TestServer.run(in: bench, real) { try await $0.turn("And now?", in: "a") }
                second.expectDone()
                #expect(second.answer.contains("2nd message; the first was \"My colour is green.\""))
                #expect(second.claudeID == first.claudeID && second.initialization?["data"]?["permissionMode"] == "dontAsk")
                try Files.makeFolder("\(bench.path)/moved")
                try Files.move(bench.data, to: "\(bench.path)/moved/data")
                let moved = Workbench(path: "\(bench.path)/moved")
                let third = try await TestServer.run(in: moved, real) { try await $0.turn("Still?", in: "a") }
                third.expectDone()
                #expect(third.answer.contains("3rd message; the first was \"My colour is green.\"") && third.claudeID == first.claudeID)
            }
        }
    }

    @Test func aCookbookSessionGoesOn() async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                let old = Workbench(path: "\(bench.path)/old")
                let first = try await TestServer.run(in: old, real) { try await $0.turn("My colour is green.", in: "x") }
                let id = try #require(first.claudeID)
                let transcript = try #require(old.files(below: old.session("x")).first { $0.hasSuffix("\(id).jsonl") })
                try bench.write(try bench.text(transcript), to: "data/projects/-app/\(id).jsonl")
                try bench.write(#"{"their-name":"\#(id)"}"#, to: "data/hosting_session_map.json")
                let next = try await TestServer.run(in: bench, real) { try await $0.turn("And now?", in: "their-name") }
                next.expectDone()
                #expect(next.claudeID == id && next.answer.contains("the first was \"My colour is green.\""))
            }
        }
    }

    @Test func toolsThatAreNotServedDoNotExist() async throws {
        try await RealAgent.run { real in
            try await TestServer.run(real) { server in
                let breakout = "\(server.bench.path)/breakout"
                let prompt = """
                    [[tool:Read {"file_path":"/etc/passwd"}]] [[also:Bash {"command":"id > \(breakout); id"}]]
                    [[also:Write {"file_path":"\(breakout)","content":"x"}]] [[also:WebFetch {"url":"http://127.0.0.1:1/","prompt":"x"}]]
                    """
                let turn = try await server.turn(prompt, in: "a")
                turn.expectDone()
                #expect(!turn.text.contains("root:x:0") && !turn.text.contains("uid=0"))
                let results = turn.payloads.filter { $0["type"] == "UserMessage" }.compactMap { $0["content"]?[0] }
                #expect(results.count == 4 && results.allSatisfy { $0["is_error"] == true }, "\(results)")
                #expect(turn.initialization?["data"]?["tools"] == ["WebSearch"])
                #expect(!Files.exists(breakout))
            }
        }
    }

    /// Why an agent that reads files needs a named isolation. The CLI keeps its tools from `/proc`, and from nothing else.
    @Test func aReadingToolReachesOtherSessionsThoughNotTheEnvironment() async throws {
        try await RealAgent.run { real in
            try await TestServer.run {
                real(&$0)
                $0.agent = AgentDefinition(name: "a", tools: [.toolset([.read: .alwaysAllow])])
                $0.runtime.isolation = .none
            } _: { server in
                try await server.turn("My colour is canary-green.", in: "b").expectDone()
                let other = try #require(server.bench.files(below: server.bench.session("b")).first { $0.hasSuffix(".jsonl") })
                let reads = try await server.turn(#"[[tool:Read {"file_path":"\#(other)"}]]"#, in: "a")
                reads.expectDone()
                #expect(reads.text.contains("canary-green"), "\(reads.text)")
                let refused = try await server.turn(#"[[tool:Read {"file_path":"/proc/self/environ"}]]"#, in: "a")
                refused.expectDone()
                #expect(!refused.text.contains("test-key-of-no-value"), "\(refused.text)")
            }
        }
    }

    @Test func aStrangersTextIsNoCommandAndNoFile() async throws {
        try await RealAgent.run { real in
            try await TestServer.run(real) { server in
                let first = try await server.turn("Hello.", in: "a")
                for (index, prompt) in ["/clear", "@/etc/passwd"].enumerated() {
                    let turn = try await server.turn(prompt, in: "a")
                    turn.expectDone()
                    #expect(
                        turn.answer.contains("You said: \"\(prompt)\"") && turn.answer.contains("the first was \"Hello.\""),
                        "\(turn.answer)"
                    )
                    #expect(turn.answer.contains(["2nd", "3rd"][index]))
                    #expect(turn.claudeID == first.claudeID && !turn.text.contains("root:x:0"))
                }
            }
        }
    }

    @Test func anyTextAndALongOneArriveWhole() async throws {
        try await RealAgent.run { real in
            try await TestServer.run(real) { server in
                let text = "👩‍🚀 שלום e\u{301} \u{202E}abc\u{202C} \u{0} 世界"
                #expect(try await server.turn(text, in: "a").result?["result"]?.string?.contains("👩‍🚀 שלום") == true)
                let long = try await server.turn(String(repeating: "word ", count: 40_000), in: "a")
                long.expectDone()
                #expect(long.answer.contains("2nd message"))
            }
        }
    }

    @Test(arguments: [401, 429, 500]) func aFailureOfTheAPIIsToldInItsOwnWords(status: Int) async throws {
        try await RealAgent.run { real in
            try await TestServer.run(real) { server in
                let turn = try await server.turn("[[error:\(status) because of the test]]", in: "a")
                turn.expectWellFormed()
                #expect(
                    turn.error?.contains("\(status)") == true || turn.error?.contains("because of the test") == true,
                    "\(turn.error ?? "")"
                )
                #expect(turn.result?["is_error"] == true)
            }
        }
    }

    @Test func aWebSearchIsServedWithItsSources() async throws {
        try await RealAgent.run { real in
            try await TestServer.run(real) { server in
                let turn = try await server.turn(#"[[tool:WebSearch {"query":"state space models"}]]"#, in: "a")
                turn.expectDone()
                let results = turn.payloads.filter { $0["type"] == "UserMessage" }.compactMap { $0["content"]?[0] }
                #expect(results.count == 1 && results.allSatisfy { $0["is_error"] != true }, "\(results)")
                #expect(turn.text.contains("https://example.com/"))
                let own = try await server.turn("[[search:state space models]]", in: "a")
                own.expectDone()
                #expect(own.result?["result"]?.string?.contains("Sources:\n- [") == true, "\(own.result ?? nil)")
            }
        }
    }

    @Test func whatAKilledProcessLeftDoesNotPoisonTheSession() async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                let id = SessionIdentifier.random()
                try bench.write(#"{"version":1,"id":"a","claude_session_id":"\#(id)"}"#, to: "data/roost/sessions/a/session.json")
                let key = ProjectKey(canonicalPath: "\(bench.session("a"))/workspace").text
                let entry =
                    #"{"type":"queue-operation","operation":"enqueue","timestamp":"2026-01-01T00:00:00Z","sessionId":"\#(id)","content":"x"}"#
                try bench.write(entry + "\n", to: "data/roost/sessions/a/config/projects/\(key)/\(id).jsonl")
                let turn = try await TestServer.run(in: bench, real) { try await $0.turn("Hello.", in: "a") }
                turn.expectDone()
                #expect(turn.claudeID == id)
            }
        }
    }

    @Test func theBudgetIsThatOfOneTurn() async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                let turns = try await TestServer.run(in: bench) { configuration in
                    real(&configuration)
                    configuration.limits.maxCost = USD(microdollars: 250_000)
                } _: { server in
                    // 180 thousandths of a dollar each.
                    let prompts = [
                        "[[usage:10000,10000]] one", "[[usage:10000,10000]] two",
                        #"[[usage:10000,20000]] [[tool:WebSearch {"query":"three"}]]"#,
                    ]
                    var turns: [Turn] = []
                    for prompt in prompts { turns.append(try await server.turn(prompt, in: "a")) }
                    return turns
                }
                turns[0].expectDone()
                turns[1].expectDone()
                #expect(turns[2].terminals == ["error"] && turns[2].error?.contains("budget") == true, "\(turns[2].error ?? "")")
            }
        }
    }

    /// A turn that nobody waits for has no result that would tell its cost; the model proxy knows it.
    @Test func turnsThatClientsLeaveUseUpTheSessionsBudget() async throws {
        try await RealAgent.run { real in
            try await TestServer.run {
                real(&$0)
                // Time enough for the call to be under way, and less than it takes.
                $0.absence = .seconds(8)
                $0.sessionLimits.cost = USD(microdollars: 100_000)
            } _: { server in
                let live = try await server.begin("[[usage:100000,1]] [[slow:500]] [[chunks:100]] [[size:4000]]", in: "a")
                live.leave()
                let isOver = await eventually(within: .seconds(40)) { server.log.fields(of: "turn over").first?["error"] == "abandoned" }
                #expect(isOver)
                // What is told is stored a moment later.
                #expect(try await server.exchange(.get, "/sessions/a/events").text.contains("nobody followed it"))
                let fields = [("Content-Type", "application/json")]
                let next = try await server.exchange(.post, "/sessions/a/messages", fields, #"{"prompt":"x"}"#)
                #expect(next.status == 402 && next.text.contains("has spent its budget"), "\(next.text)")
            }
        }
    }
}
