import ClaudeAgent
import Domain
import EventLoop
import Glibc
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// The contract over HTTP, with FakeClaude as the agent.
@Suite(.timeLimit(.minutes(2))) struct ServedContractTests {
    private static let json = ("Content-Type", "application/json")

    @Test func aTurnHasTheContractsShape() async throws {
        try await TestServer.run { server in
            let turn = try await server.turn("hello", in: "a")
            turn.expectDone()
            #expect(turn.fields["content-type"] == "text/event-stream; charset=utf-8")
            #expect(turn.fields["x-accel-buffering"] == "no" && turn.fields["cache-control"]?.contains("no-store") == true)
            #expect(turn.text.hasPrefix("id: 4\r\nevent: message\r\ndata: {\"subtype\":\"init\",\"data\":{"))
            #expect(turn.text.hasSuffix("event: done\r\ndata: \r\n\r\n"))
            #expect(turn.fields["roost-turn"].flatMap(TurnID.init) != nil)
            #expect(turn.text.utf8.allSatisfy { $0 < 0x80 })
            #expect(turn.answer == "turn 1; first prompt was hello")
            #expect(turn.result?["subtype"] == "success" && turn.result?["session_id"]?.string == turn.claudeID)
        }
    }

    @Test func aSecondTurnAndARestartedServerRemember() async throws {
        try await Workbench.run { bench in
            let ids = try await TestServer.run(in: bench) { server in
                let first = try await server.turn("hello", in: "a")
                let second = try await server.turn("again", in: "a")
                #expect(second.answer == "turn 2; first prompt was hello")
                #expect(!second.text.contains("turn 1;"))
                return [first.claudeID, second.claudeID]
            }
            let third = try await TestServer.run(in: bench) { try await $0.turn("more", in: "a") }
            #expect(third.answer == "turn 3; first prompt was hello")
            #expect(Set(ids + [third.claudeID]).count == 1)
            let starts = FakeRecord(bench, "a").starts
            #expect(FakeRecord.value("--session-id", in: starts[0]) == third.claudeID && FakeRecord.value("--resume", in: starts[0]) == nil)
            for start in starts.dropFirst() {
                #expect(start.contains("--resume=\(third.claudeID ?? "")") && FakeRecord.value("--session-id", in: start) == nil)
            }
            #expect(Set(FakeRecord(bench, "a").folders).count == 1)
        }
    }

    @Test func theCommandLineRestrictsTheAgent() async throws {
        try await TestServer.run({ $0.limits.maxSteps = 3 }) { server in
            _ = try await server.turn("hello", in: "a")
            let record = FakeRecord(server.bench, "a")
            let arguments = try #require(record.starts.first)
            #expect(FakeRecord.value("--tools", in: arguments) == "WebSearch")
            #expect(FakeRecord.value("--permission-mode", in: arguments) == "dontAsk")
            #expect(FakeRecord.value("--disallowedTools", in: arguments)?.contains("Read") == true)
            #expect(FakeRecord.value("--max-turns", in: arguments) == "3" && FakeRecord.value("--max-budget-usd", in: arguments) == nil)
            #expect(FakeRecord.value("--model", in: arguments) == "claude-sonnet-4-6")
            #expect(arguments.contains("--setting-sources=") && arguments.contains("--strict-mcp-config"))
            #expect(record.folders == ["\(server.bench.session("a"))/workspace"])
        }
    }

    @Test(arguments: ["--version", "-p", "--dangerously-skip-permissions", "--", "/clear", "@/etc/passwd", "{}", "a\nb", "\u{0}", "👩‍🚀 שלום"])
    func anyTextIsAPrompt(prompt: String) async throws {
        try await TestServer.run { server in
            let turn = try await server.turn(prompt, in: "a")
            turn.expectDone()
            let record = FakeRecord(server.bench, "a")
            let frame = record.input.first { $0["type"] == "user" }
            #expect(frame?["message"]?["content"]?.string == prompt && frame?["client_composed"] == true)
            #expect(record.starts.allSatisfy { start in !start.contains(prompt) || prompt == "-p" })
        }
    }

    @Test func aLongPromptArrivesWhole() async throws {
        try await TestServer.run { server in
            let prompt = String(repeating: "word ", count: 50_000)
            try await server.turn(prompt, in: "a").expectDone()
            #expect(FakeRecord(server.bench, "a").input.first { $0["type"] == "user" }?["message"]?["content"]?.string == prompt)
        }
    }

    @Test func healthIsOpenAndEverythingElseIsNot() async throws {
        try await TestServer.run({ $0.authToken = Secret("s3cret") }) { server in
            let health = try await server.exchange(.get, "/health")
            #expect(health.status == 200 && health.text == #"{"status":"ok"}"# && health.fields["content-type"] == "application/json")
            for field in [[], [("Authorization", "Bearer wrong")], [("Authorization", "s3cret")], [("Authorization", "bearer s3cret")]] {
                let answer = try await server.exchange(.post, "/sessions/a/messages", [Self.json] + field, "not json")
                #expect(answer.status == 401 && answer.text == #"{"detail":"missing or invalid token"}"#)
                #expect(answer.fields["www-authenticate"] == "Bearer")
            }
            try await server.turn("hello", in: "a", [("Authorization", "Bearer s3cret")]).expectDone()
            #expect(!server.log.text.contains("s3cret"))
        }
    }

    @Test func aStrangersBodyIsNotRead() async throws {
        try await TestServer.run({ $0.authToken = Secret("s3cret") }) { server in
            let answer = try await server.raw(
                "POST /sessions/a/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 401 ") && !answer.contains("100 Continue"))
        }
    }

    @Test(arguments: [
        ("not json", 422, "json_invalid"), ("{}", 422, "missing"), (#"{"prompt":1}"#, 422, "string_type"),
        (#"{"prompt":""}"#, 422, "string_too_short"),
    ]) func aBadBodyIsExplained(body: String, status: Int, type: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.exchange(.post, "/sessions/a/messages", [Self.json], body)
            #expect(answer.status == status)
            #expect(try JSONValue(parsing: answer.text)["detail"]?[0]?["type"]?.string == type)
            #expect(!Files.exists(server.bench.session("a")))
        }
    }

    @Test func theBodyLimitHoldsForEveryKindOfBody() async throws {
        try await TestServer.run { server in
            let tooLarge = #"{"detail":"request body too large"}"#
            let over = #"{"prompt":"\#(String(repeating: "x", count: 262_145 - 13))"}"#
            #expect(over.utf8.count == 262_145)
            let declared = try await server.exchange(.post, "/sessions/a/messages", [Self.json], over)
            #expect(declared.status == 413 && declared.text == tooLarge)
            let head =
                "POST /sessions/a/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunked = try await server.raw(head + "40001\r\n\(over)\r\n0\r\n\r\n")
            #expect(chunked.hasPrefix("HTTP/1.1 413 ") && chunked.hasSuffix(tooLarge))
            try await server.turn(String(repeating: "x", count: 262_144 - 13), in: "a").expectDone()
        }
    }

    @Test(arguments: ["-a", "_a", "a.b", "a%0A", "%C3%A9", "a%20", "a%2Fb", String(repeating: "x", count: 65)])
    func aBadSessionIDIsRefusedBeforeAnythingRuns(id: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.exchange(.post, "/sessions/\(id)/messages", [Self.json], #"{"prompt":"x"}"#)
            #expect(answer.status == 400 && answer.text == #"{"detail":"invalid session_id"}"#)
            #expect(server.bench.sessions == [])
        }
    }

    @Test func anEncodedIDMeansWhatItSays() async throws {
        try await TestServer.run { server in
            try await server.turn("hello", in: "%61%62").expectDone()
            #expect(server.bench.sessions == ["ab"])
        }
    }

    @Test func otherPathsAndMethodsAreAnsweredByTheirStatus() async throws {
        try await TestServer.run { server in
            let rows: [(HTTPMethod, String, Int)] = [
                (.get, "/", 404), (.get, "/nothing", 404), (.post, "/sessions//messages", 404), (.post, "/sessions/a/b/messages", 404),
                (.post, "/health", 405), (.get, "/sessions/a/messages", 405), (.delete, "/sessions/a/messages", 405),
                (.options, "/sessions/a/messages", 405), (.patch, "/health", 405), (.get, "/health/", 404),
            ]
            for (method, path, status) in rows {
                let answer = try await server.exchange(method, path)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.text == (status == 404 ? #"{"detail":"Not Found"}"# : #"{"detail":"Method Not Allowed"}"#))
                #expect((answer.fields["allow"] == nil) == (status == 404))
            }
            #expect(try await server.exchange(.head, "/health").status == 200)
        }
    }

    @Test func anOldClientGetsItsStreamAndTheEnd() async throws {
        try await TestServer.run { server in
            let body = #"{"prompt":"hello"}"#
            let head = "POST /sessions/a/messages HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let answer = try await server.raw(head + body)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("event: done\r\ndata: \r\n\r\n"))
            #expect(!answer.lowercased().contains("transfer-encoding"))
        }
    }

    @Test func aWebPageCannotDriveIt() async throws {
        try await TestServer.run({ $0.allowedOrigins = ["https://app.example"] }) { server in
            let body = #"{"prompt":"x"}"#
            let page = [Self.json, ("Origin", "https://evil.example")]
            #expect(try await server.exchange(.post, "/sessions/a/messages", page, body).status == 403)
            #expect(try await server.exchange(.post, "/sessions/a/messages", [("Content-Type", "text/plain")], body).status == 415)
            #expect(try await server.exchange(.options, "/sessions/a/messages", page).status == 403)
            #expect(
                try await server.raw("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 403 ")
            )
            let own = ("Origin", "https://app.example")
            #expect(try await server.exchange(.options, "/sessions/a/messages", [own]).status == 204)
            #expect(try await server.exchange(.get, "/health", [own]).fields["access-control-allow-origin"] == "https://app.example")
            let turn = try await server.turn("hello", in: "b", [own])
            turn.expectDone()
            #expect(turn.fields["access-control-allow-origin"] == "https://app.example")
            #expect(!Files.exists(server.bench.session("a")))
        }
    }

    @Test func theTraceOfTheRequestIsTheAgentsAndNoOther() async throws {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try await TestServer.run({
            $0.runtime.hostEnvironment["TRACEPARENT"] = "00-stale"
            $0.runtime.hostEnvironment["CLAUDE_CODE_ENABLE_TELEMETRY"] = "1"
        }) { server in
            _ = try await server.turn("hello", in: "a", [("traceparent", parent), ("tracestate", "v=1")])
            #expect(FakeRecord(server.bench, "a").environment["TRACEPARENT"] == parent)
            #expect(FakeRecord(server.bench, "a").environment["TRACESTATE"] == "v=1")
            for fields in [[], [("traceparent", "garbage")], [("traceparent", parent.uppercased())]] {
                _ = try await server.turn("hello", in: "a", fields)
                #expect(FakeRecord(server.bench, "a").environment["TRACEPARENT"] == nil)
            }
        }
    }

    @Test func theEnvironmentIsMadeAndNotInherited() async throws {
        try await TestServer.run({ $0.runtime.hostEnvironment["SECRET_OF_THE_HOST"] = "x" }) { server in
            _ = try await server.turn("hello", in: "a")
            let environment = FakeRecord(server.bench, "a").environment
            #expect(environment["SECRET_OF_THE_HOST"] == nil && environment["SHELL"] == nil && environment["USER"] == nil)
            #expect(environment["CLAUDE_CONFIG_DIR"] == "\(server.bench.session("a"))/config")
            #expect(environment["HOME"] == "\(server.bench.session("a"))/home")
            #expect(environment["TMPDIR"]?.hasPrefix("/tmp/roost-") == true)
            #expect(await eventually { !Files.exists(environment["TMPDIR"] ?? "/") })
        }
    }

    @Test func logLinesTellTurnsApartAndHoldNoText() async throws {
        let log = LogCatcher()
        try await Workbench.run { bench in
            _ = try await TestServer.run(in: bench, log: log) { server in
                _ = try await server.turn("a very private question", in: "a")
                _ = try await server.turn("[[fake:exit 3 gone]] a very private remark", in: "a")
            }
        }
        let ends = log.fields(of: "turn over")
        #expect(ends.map { $0["session.id"] } == ["a", "a"] && ends.map { $0["end"] } == ["done", "failed"])
        #expect(ends[1]["error"] == "process_exited")
        #expect(Set(ends.map { $0["request.id"] }).count == 2 && ends[0]["request.id"]?.string?.isEmpty == false)
        #expect(log.fields(of: "turn accepted").count == 2 && log.fields(of: "turn started").count == 2)
        #expect(log.fields(of: "turn failed").map { $0["request.id"] } == [ends[1]["request.id"]])
        #expect(!log.text.contains("private"))
    }

    /// What the processes that work in the test's folder were started with.
    private static func starts(of bench: Workbench) -> [String] {
        bench.processes.flatMap { pid in ["environ", "cmdline"].map { ProcessScan.text(of: "/proc/\(pid)/\($0)") } }
    }

    @Test func aKeyThatNobodySpeaksOfIsInNoFileNoLineAndNoProcess() async throws {
        let canary = "canary-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let log = LogCatcher()
        try await Workbench.run { bench in
            try await TestServer.run(in: bench, log: log) {
                $0.runtime.credential = .apiKey(Secret(canary))
                $0.idleTime = .seconds(600)
                $0.spares = 1
            } _: { server in
                try await server.turn("hello", in: "a").expectDone()
                let gate = Gate(bench)
                var live = try await server.begin("\(gate.order) hello", in: "a")
                try await live.reachInit()
                let starts = Self.starts(of: bench)
                #expect(starts.contains { $0.contains("FakeClaude") } && starts.contains { $0.contains("ANTHROPIC_API_KEY=sk-ant-roost-") })
                for start in starts { #expect(!start.contains(canary)) }
                try Self.expectNowhere(canary, bench)
                #expect(bench.files().contains { $0.hasSuffix("journal.sqlite3-wal") } && bench.files().contains { $0.hasSuffix(".jsonl") })
                try gate.open()
                try await live.rest().expectDone()
                _ = try await server.turn("[[fake:api-error 401]]", in: "a")
                _ = try await server.turn("[[fake:exit 3 gone]]", in: "b")
            }
            try Self.expectNowhere(canary, bench)
        }
        #expect(log.all.count > 5)
        for line in log.all { #expect(!line.text(time: "").contains(canary)) }
    }

    private static func expectNowhere(_ canary: String, _ bench: Workbench) throws {
        let files = bench.files()
        #expect(files.contains { $0.hasSuffix("journal.sqlite3") })
        for file in files {
            // Sockets hold nothing, and some files go while they are looked at.
            guard Workbench.mode(of: file).map({ $0 & S_IFMT == S_IFREG }) == true, let text = try? bench.text(file) else { continue }
            #expect(!text.contains(canary), "\(file)")
        }
    }

    @Test func theKeyIsNowhereAndTheAgentHasOneOfItsOwn() async throws {
        let canary = "canary-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let log = LogCatcher()
        try await Workbench.run { bench in
            let texts = try await TestServer.run(in: bench, log: log) {
                $0.runtime.credential = .apiKey(Secret(canary))
            } _: { server in
                var texts: [String] = []
                for prompt in ["hello", "[[fake:report]]", "[[fake:exit 3 the key is \(canary)]]", "[[fake:api-error 401]]"] {
                    texts.append(try await server.turn(prompt, in: "a").text.replacing("the key is \(canary)", with: ""))
                    try await FaultTests.expectNothingLeft(server)
                }
                return texts
            }
            #expect(texts.count == 4 && !texts.joined().contains(canary))
            let starts = FakeRecord(bench, "a").events.filter { $0["event"] == "start" }
            let keys = starts.compactMap { $0["environment"]?["ANTHROPIC_API_KEY"]?.string }
            #expect(keys.count == 4 && Set(keys).count == 4 && keys.allSatisfy { $0.hasPrefix("sk-ant-roost-") })
            #expect(starts.allSatisfy { $0["environment"]?["ANTHROPIC_BASE_URL"]?.string?.hasPrefix("http://127.0.0.1:") == true })
            for key in keys { #expect(!texts.joined().contains(key) && !log.text.contains(key)) }
            #expect(FakeRecord(bench, "a").starts.allSatisfy { !$0.joined().contains(canary) })
            // A prompt above named the key: it is in the transcript, and in what the stand-in writes down of its input.
            let ours = bench.files().filter { !$0.hasSuffix("fake-record.jsonl") && !$0.hasSuffix(".jsonl") }
            #expect(ours.contains { $0.hasSuffix("/session") })
            // The journal holds that prompt too.
            for file in ours where !file.hasSuffix("journal.sqlite3") { #expect(try !bench.text(file).contains(canary), "\(file)") }
        }
        #expect(!log.text.contains(canary))
    }
}
