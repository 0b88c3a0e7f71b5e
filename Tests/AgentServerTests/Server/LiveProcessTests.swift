import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// Processes that stay for their session's next turn, and spares that wait for a session.
@Suite(.timeLimit(.minutes(2))) struct LiveProcessTests {
    private static func stays(_ configuration: inout ServerConfiguration) {
        configuration.idleTime = .seconds(600)
        configuration.absence = .seconds(300)
    }

    private func pids(_ bench: Workbench, _ session: String) -> Set<Int> {
        Set(FakeRecord(bench, session).events.compactMap { $0["pid"]?.int })
    }

    private func expectTurns(_ count: Int, of session: String, _ server: TestServer) async throws {
        for number in 1...count {
            let answer = try await server.turn("hello", in: session).answer
            #expect(answer == "turn \(number); first prompt was hello")
        }
    }

    @Test func aSessionsTurnsShareAProcess() async throws {
        try await TestServer.run(Self.stays) { server in
            try await expectTurns(3, of: "a", server)
            try await server.turn("other", in: "b").expectDone()
            #expect(pids(server.bench, "a").count == 1 && pids(server.bench, "b").count == 1)
            #expect(FakeRecord(server.bench, "a").starts.count == 1)
            #expect(server.log.fields(of: "turn started").map { $0["start"] } == ["new", "live", "live", "new"])
        }
    }

    @Test func aNewSessionTakesASpareOnce() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.spares = 2
        } _: { server in
            #expect(await eventually { server.log.fields(of: "spare agent process is ready").count == 2 })
            let spares = Self.marked(server.bench)
            try await server.turn("hello", in: "a").expectDone()
            try await server.turn("hello", in: "b").expectDone()
            let (a, b) = (server.bench.session("a"), server.bench.session("b"))
            #expect(a != b && Set([a, b].map(Self.name)) == spares)
            #expect(server.log.fields(of: "turn started").map { $0["start"] } == ["spare", "spare"])
            try Self.expectNothingShared(FakeRecord(server.bench, "a"), FakeRecord(server.bench, "b"))
            // They are replaced, and the used ones are never spares again.
            #expect(await eventually { Self.marked(server.bench).count == 2 })
            #expect(Self.marked(server.bench).isDisjoint(with: spares))
        }
    }

    private static func expectNothingShared(_ one: FakeRecord, _ other: FakeRecord) throws {
        for name in ["ANTHROPIC_API_KEY", "CLAUDE_CONFIG_DIR", "HOME", "TMPDIR"] {
            let (mine, others) = (try #require(one.environment[name], "\(name)"), try #require(other.environment[name], "\(name)"))
            #expect(mine != others, "\(name)")
        }
        let ids = [one, other].map { $0.starts.compactMap { FakeRecord.value("--session-id", in: $0) } }
        #expect(ids.map(\.count) == [1, 1] && ids[0] != ids[1], "\(ids)")
    }

    @Test func aSessionIsLetGoOfWithItsProcess() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.idleTime = .milliseconds(100)
            $0.admin = AdminAddress(.ipv4(host: "127.0.0.1", port: 0), isAskedFor: true)
        } _: { server in
            for session in ["a", "b", "c"] { try await server.turn("hello", in: session).expectDone() }
            // At once, and not when something else becomes due.
            #expect(await eventually { (try? await held(server)) == 0 })
        }
    }

    private func held(_ server: TestServer) async throws -> Int? {
        let address = server.log.fields(of: "admin is listening").first?["admin"]?.string?.split(separator: ":").last
        guard let port = address.flatMap({ Int($0) }) else { return nil }
        let metrics = try await server.exchange(.get, "/metrics", at: .ipv4(host: "127.0.0.1", port: port)).text
        let line = metrics.split(separator: "\n").first { $0.hasPrefix("roost_sessions_held ") }
        return line?.split(separator: " ").last.flatMap { Int(Double($0) ?? -1) }
    }

    @Test func unusedSparesLeaveNothing() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) {
                Self.stays(&$0)
                $0.spares = 2
            } _: { server in
                #expect(await eventually { Self.marked(bench).count == 2 })
            }
            #expect(bench.processes == [] && Files.entries(of: "\(bench.data)/roost/folders") == [])
        }
    }

    @Test func whatASpareOfAKilledServerLeftIsRemoved() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude, ["--spares", "2"]) { program in
                #expect(await eventually { Self.marked(bench).count == 2 })
                try await program.server.turn("hello", in: "a").expectDone()
                try await program.kill()
            }
            #expect(await eventually { bench.processes.isEmpty })
            try await TestServer.run(in: bench) { server in
                #expect(await eventually { Files.entries(of: "\(bench.data)/roost/folders").count == 1 })
                let again = try await server.turn("again", in: "a").answer
                #expect(again == "turn 2; first prompt was hello")
            }
        }
    }

    @Test func anIdleProcessMakesRoom() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.maxAgents = 2
        } _: { server in
            for name in ["a", "b", "c"] { try await expectTurns(1, of: name, server) }
            for name in ["a", "b", "c"] {
                let answer = try await server.turn("again", in: name).answer
                #expect(answer == "turn 2; first prompt was hello")
            }
            #expect(server.log.fields(of: "agent process is ended").compactMap { $0["reason"]?.string }.allSatisfy { $0 == "evicted" })
            #expect(FakeRecord(server.bench, "a").starts.count == 2)
        }
    }

    @Test func anOldProcessIsReplacedBetweenTurns() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.processAge = .zero
        } _: { server in
            try await expectTurns(2, of: "a", server)
            #expect(pids(server.bench, "a").count == 2)
            #expect(server.log.fields(of: "agent process is ended").first?["reason"] == "age")
        }
    }

    @Test func aProcessThatHasGrownIsReplacedBetweenTurns() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.processMemory = 1 << 20
        } _: { server in
            try await expectTurns(2, of: "a", server)
            #expect(pids(server.bench, "a").count == 2)
            #expect(server.log.fields(of: "agent process is ended").first?["reason"] == "memory")
        }
    }

    @Test func aProcessThatDiesBetweenTurnsIsReplaced() async throws {
        try await TestServer.run(Self.stays) { server in
            try await server.turn("hello", in: "a").expectDone()
            for pid in server.bench.processes where Workbench.name(of: pid) == "FakeClaude" { send(9, to: pid) }
            #expect(await eventually { server.bench.processes.isEmpty })
            let again = try await server.turn("again", in: "a").answer
            #expect(again == "turn 2; first prompt was hello")
        }
    }

    @Test func promptsThatComeAtOnceHaveNoMoreTurnsThanTheSessionMay() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.sessionLimits.turns = 2
        } _: { server in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<8 { tasks.addTask { try await server.turn("\(number)", in: "a").status } }
                return try await tasks.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(statuses == [200, 200] + [Int](repeating: 403, count: 6))
        }
    }

    @Test func aSessionThatHasSpentItsBudgetIsAnswered402() async throws {
        try await TestServer.run {
            Self.stays(&$0)
            $0.sessionLimits.cost = USD(microdollars: 1)
        } _: { server in
            try await server.turn("hello", in: "a").expectDone()
            let refused = try await server.exchange(
                .post,
                "/sessions/a/messages",
                [("Content-Type", "application/json")],
                #"{"prompt":"x"}"#
            )
            #expect(refused.status == 402 && refused.text.contains("has spent its budget of $0.000001"))
            try await server.turn("hello", in: "b").expectDone()
        }
    }

    @Test func aSessionThatHasLastedAsLongAsItMayIsAnswered403() async throws {
        let words = "this session began more than 0.0 seconds ago, as long as it may last; begin another one"
        try await Workbench.run { bench in
            try await TestServer.run(in: bench, Self.stays) { try await $0.turn("hello", in: "a").expectDone() }
            try await TestServer.run(in: bench) {
                Self.stays(&$0)
                $0.sessionLimits.time = .zero
            } _: { server in
                let fields = [("Content-Type", "application/json")]
                let refused = try await server.exchange(.post, "/sessions/a/messages", fields, #"{"prompt":"x"}"#)
                #expect(refused.status == 403 && refused.text.contains(words), "\(refused)")
                // Accepted in time, and too late when it could begin.
                let late = try await server.turn("hello", in: "b")
                late.expectWellFormed(hasInit: false)
                #expect(late.error == words && FakeRecord(bench, "b").starts.isEmpty)
            }
        }
    }

    /// Folders that no session has taken.
    private static func marked(_ bench: Workbench) -> Set<String> {
        let folders = "\(bench.data)/roost/folders"
        return Set(
            Files.entries(of: folders).filter {
                Files.exists("\(folders)/\($0)/spare") && Files.exists("\(folders)/\($0)/config/fake-record.jsonl")
            }
        )
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
