import ClaudeAgent
import Domain
import HTTP
import JSON
import Journal
import TestSupport
import Testing

@testable import AgentServer

/// Sessions with plans of their own, in a server with the real `claude`.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RealManagedTests {
    private static func run(
        _ bench: Workbench,
        _ managed: ManagedSessions,
        _ change: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await RealAgent.run { real in
            try await TestServer.run(in: bench) { configuration in
                real(&configuration)
                configuration.idleTime = .seconds(600)
                configuration.absence = .seconds(300)
                configuration.maxAgents = 4
                configuration.runtime.isolation = .none
                change(&configuration)
                managed.attend(&configuration)
            } _: { server in
                try await body(server)
            }
        }
    }

    private static func plan(_ bench: Workbench, _ definition: AgentDefinition, pieces: Bool = true) throws -> AgentPlan {
        var runtime = TestServer.configuration(bench).runtime
        runtime.isolation = .none
        let supply = AgentSupply(answersCalls: true, tellsPieces: pieces)
        return try AgentPlan(definition, supply, runtime: runtime, limits: TurnLimits())
    }

    private static func kind(_ bytes: [UInt8]) -> String {
        let json = try? JSONValue(parsing: bytes)
        guard json?["type"] == "stream_event" else { return json?["type"]?.string ?? "" }
        return json?["event"]?["type"]?.string ?? ""
    }

    @Test func piecesOfAnAnswerComeBeforeItAndAreNotKept() async throws {
        try await Workbench.run { bench in
            let managed = ManagedSessions()
            managed.terms.change { terms in terms["s"] = (try? Self.plan(bench, AgentDefinition(name: "a"))).map { SessionTerms(plan: $0) }
            }
            try await Self.run(bench, managed) { server in
                let text = (0..<40).map { "word\($0)" }.joined(separator: " ")
                let items = try await managed.ask("s", .blocks([.text("[[slow:20]] [[text:\(text)]]")]))
                var (shown, order) = ("", [String]())
                for item in items {
                    switch item {
                    case .events(let events): order += events.filter { $0.kind == .frame }.map { Self.kind($0.body) }
                    case .transients(let pieces, _):
                        order += pieces.map(Self.kind)
                        for piece in pieces { shown += (try? JSONValue(parsing: piece))?["event"]?["delta"]?["text"]?.string ?? "" }
                    }
                }
                let kept = items.events.filter { $0.kind == .frame }.map { Self.kind($0.body) }
                #expect(shown == text, "\(order)")
                #expect(kept.filter { $0.hasPrefix("message_") } == ["message_start", "message_delta", "message_stop"])
                #expect(!kept.contains { $0.hasPrefix("content_block") })
                let (start, first) = (
                    try #require(order.firstIndex(of: "message_start")), try #require(order.firstIndex(of: "content_block_start"))
                )
                let (last, whole) = (
                    try #require(order.lastIndex(of: "content_block_delta")), try #require(order.firstIndex(of: "assistant"))
                )
                #expect(start < first && first < last && last < whole, "\(order)")
                // The contract shows the same turn without its pieces.
                let shownByContract = items.events.compactMap { ContractEvent.frame($0)?.event }
                #expect(shownByContract.count(where: { $0 == "message" }) == kept.count { !$0.hasPrefix("message_") })
            }
        }
    }

    @Test func theServersOwnAgentTellsNoPieces() async throws {
        try await Workbench.run { bench in
            let managed = ManagedSessions()
            try await Self.run(bench, managed) { _ in
                let items = try await managed.ask("plain", .text("hello"))
                #expect(items.allSatisfy { if case .events = $0 { true } else { false } })
                #expect(!items.events.contains { Self.kind($0.body).hasPrefix("message_") })
            }
        }
    }

    @Test func twoSessionsOfOneServerHaveTheirOwnAgentsAndSpares() async throws {
        try await Workbench.run { bench in
            let managed = ManagedSessions()
            let tables = ["x": "You are Xenia.", "y": "You are Yves."]
            for (name, system) in tables {
                let definition = AgentDefinition(name: name, system: system, tools: [.toolset([name == "x" ? .bash : .read: .alwaysAllow])])
                let plan = try Self.plan(bench, definition)
                managed.terms.change { terms in for number in 1...2 { terms["\(name)\(number)"] = SessionTerms(plan: plan) } }
            }
            try await Self.run(bench, managed) {
                $0.spares = 1
                $0.maxAgents = 6
            } _: { server in
                for session in ["x1", "y1"] {
                    let said = try await managed.ask(session, .text("[[echo-system]] [[echo-tools]]")).events.map(Self.text).joined()
                    #expect(said.contains(try #require(tables[String(session.prefix(1))])))
                    #expect(said.contains("Bash") == (session == "x1") && said.contains("Read") == (session == "y1"))
                }
                // The standing agent's, and one of each of these.
                #expect(await eventually { server.log.fields(of: "spare agent process is ready").count >= 3 })
                let events = try await managed.ask("y2", .text("hello")).events
                let start = try #require(events.first { $0.kind == .turnStarted })
                #expect(String(decoding: start.body, as: UTF8.self).contains("spare"))
            }
        }
    }

    private static func text(_ event: JournalEvent) -> String {
        guard event.kind == .frame, kind(event.body) == "result" else { return "" }
        return (try? JSONValue(parsing: event.body))?["result"]?.string ?? ""
    }

    @Test func usageAddsUpOverTurnsAndARestart() async throws {
        try await Workbench.run { bench in
            let managed = ManagedSessions()
            for _ in 0..<2 {
                try await Self.run(bench, managed) { _ in
                    for _ in 0..<2 { _ = try await managed.ask("s", .text("[[usage:100,20,3,4]] hello")) }
                }
            }
            try await Self.run(bench, managed) { _ in
                let usage = try await managed.state("s").usage
                #expect(usage.inputTokens == 400 && usage.outputTokens == 80, "\(usage)")
                #expect(usage.cacheReadInputTokens == 12 && usage.cacheCreationInputTokens == 16, "\(usage)")
            }
        }
    }

    @Test func filesAndMemoryAreThereAndWhatIsLeftIsTold() async throws {
        try await Workbench.run { bench in
            try bench.write("the secret word is ocelot", to: "stored/f1")
            let managed = ManagedSessions()
            var terms = SessionTerms(plan: try Self.plan(bench, AgentDefinition(name: "a", tools: [.toolset([.bash: .alwaysAllow])])))
            let place = try #require(MountPath(file: "file_1", "notes.txt"))
            let memory = WorkspaceContents.Memory(id: "memstore_1", slug: "team", isReadOnly: false, memories: ["/a.md": Array("old".utf8)])
            terms.workspace = WorkspaceContents(files: [.init(source: "\(bench.path)/stored/f1", place: place)], memories: [memory])
            let final = terms
            managed.terms.change { $0["s"] = final }
            try await Self.run(bench, managed) { _ in
                let command = "cat mnt/session/uploads/notes.txt; echo new > mnt/memory/team/a.md; echo result > mnt/session/outputs/r.txt"
                let said = try await managed.ask("s", .text(#"[[tool:Bash {"command":"\#(command)"}]]"#)).events.map(Self.text).joined()
                #expect(said.contains("ocelot"), "\(said)")
                #expect(await eventually { !managed.taken.value.isEmpty })
                let changes = try #require(managed.taken.value.first)
                #expect(changes.memories.map(\.path) == ["/a.md"] && changes.memories.first?.content == Array("new\n".utf8))
                #expect(changes.outputs.map(\.path) == ["r.txt"] && managed.taken.value.count == 1)
            }
        }
    }
}
