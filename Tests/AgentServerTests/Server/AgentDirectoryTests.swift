import Domain
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// One server whose sessions have agents of their own.
@Suite(.timeLimit(.minutes(2))) struct AgentDirectoryTests {
    /// The first letter of a session's name says which agent answers it.
    private struct Directory: AgentDirectory {
        let fallback: AgentPlan
        let plans: Shared<[Character: AgentPlan]>

        func terms(of session: SessionID) async throws -> SessionTerms {
            SessionTerms(plan: session.text.first.flatMap { plans.value[$0] } ?? fallback)
        }
    }

    private static func plan(_ name: String, _ configuration: ServerConfiguration) throws -> AgentPlan {
        let agent = AgentDefinition(name: name, system: "You are \(name).")
        return try AgentPlan(agent, runtime: configuration.runtime, limits: configuration.limits)
    }

    private static func run(
        spares: Int = 0,
        agents: Int = 4,
        _ body: @escaping @Sendable (TestServer, Shared<[Character: AgentPlan]>) async throws -> Void
    ) async throws {
        let configuration = TestServer.configuration(Workbench(path: "/nowhere"))
        let plans = Shared<[Character: AgentPlan]>(["x": try plan("Xenia", configuration), "y": try plan("Yves", configuration)])
        try await TestServer.run {
            $0.idleTime = .seconds(600)
            $0.absence = .seconds(300)
            $0.spares = spares
            $0.maxAgents = agents
            $0.hooks.directory = { Directory(fallback: $0, plans: plans) }
        } _: {
            try await body($0, plans)
        }
    }

    private static func prompts(_ server: TestServer, _ session: String) -> [String] {
        FakeRecord(server.bench, session).starts.compactMap { FakeRecord.value("--system-prompt", in: $0) }
    }

    private static func starts(_ server: TestServer) -> [String] {
        server.log.fields(of: "turn started").compactMap { $0["start"]?.string }
    }

    @Test func eachSessionHasItsOwnAgent() async throws {
        try await Self.run { server, _ in
            for session in ["x1", "y1", "a", "x1"] { try await server.turn("hello", in: session).expectDone() }
            #expect(Self.prompts(server, "x1") == ["You are Xenia."] && Self.prompts(server, "y1") == ["You are Yves."])
            #expect(Self.prompts(server, "a") == [ResearchAgent.served.system])
            #expect(Self.starts(server) == ["new", "new", "new", "live"])
        }
    }

    @Test func aChangedAgentGoesOnInANewProcess() async throws {
        try await Self.run { server, plans in
            try await server.turn("hello", in: "x1").expectDone()
            let other = try Self.plan("Xaver", TestServer.configuration(server.bench))
            plans.change { $0["x"] = other }
            let turn = try await server.turn("again", in: "x1")
            turn.expectDone()
            #expect(turn.answer == "turn 2; first prompt was hello")
            #expect(Self.prompts(server, "x1") == ["You are Xenia.", "You are Xaver."] && Self.starts(server) == ["new", "resume"])
        }
    }

    @Test func agentsThatWereUsedLatelyHaveSparesToo() async throws {
        try await Self.run(spares: 1) { server, _ in
            try await server.turn("hello", in: "x1").expectDone()
            #expect(await eventually { server.log.fields(of: "spare agent process is ready").count == 2 })
            for session in ["x2", "a"] { try await server.turn("hello", in: session).expectDone() }
            #expect(Self.starts(server) == ["new", "spare", "spare"])
            #expect(Self.prompts(server, "x2") == ["You are Xenia."] && Self.prompts(server, "a") == [ResearchAgent.served.system])
        }
    }

    @Test func aSessionThatIsExpectedFindsASpare() async throws {
        let configuration = TestServer.configuration(Workbench(path: "/nowhere"))
        let (managed, plan) = (ManagedSessions(), try Self.plan("Xenia", configuration))
        managed.terms.change { $0["x1"] = SessionTerms(plan: plan) }
        try await TestServer.run {
            $0.idleTime = .seconds(600)
            $0.absence = .seconds(300)
            $0.spares = 1
            managed.attend(&$0)
        } _: { server in
            try await managed.expect("x1")
            #expect(await eventually { server.log.fields(of: "spare agent process is ready").count == 2 })
            try await server.turn("hello", in: "x1").expectDone()
            #expect(Self.starts(server) == ["spare"] && Self.prompts(server, "x1") == ["You are Xenia."])
        }
    }

    @Test func whatATurnHasLeftIsToldBeforeTheNextOneBegins() async throws {
        let configuration = TestServer.configuration(Workbench(path: "/nowhere"))
        let (managed, plan) = (ManagedSessions(), try Self.plan("Xenia", configuration))
        let memory = WorkspaceContents.Memory(id: "m", slug: "team", isReadOnly: false, memories: ["/a.md": Array("old".utf8)])
        managed.terms.change { $0["x1"] = SessionTerms(plan: plan, workspace: WorkspaceContents(memories: [memory])) }
        try await TestServer.run {
            $0.absence = .seconds(300)
            managed.attend(&$0)
        } _: { server in
            try await server.turn("hello", in: "x1").expectDone()
            let workspace = "\(server.bench.session("x1"))/workspace"
            #expect(try server.bench.text("\(workspace)/mnt/memory/team/a.md") == "old" && managed.taken.value.isEmpty)
            // As a turn whose end nobody has seen would have left it.
            try server.bench.write("late", to: String("\(workspace)/mnt/memory/team/b.md".dropFirst(server.bench.path.count + 1)))
            try await server.turn("again", in: "x1").expectDone()
            #expect(managed.taken.value.flatMap(\.memories).map(\.path) == ["/b.md"])
            #expect(!server.bench.files(below: workspace).contains { $0.hasSuffix("b.md") })
        }
    }

    @Test func aSessionsOwnBudgetHolds() async throws {
        let configuration = TestServer.configuration(Workbench(path: "/nowhere"))
        let (managed, plan) = (ManagedSessions(), try Self.plan("Xenia", configuration))
        managed.terms.change { $0["x1"] = SessionTerms(plan: plan, budget: USD(microdollars: 1)) }
        try await TestServer.run {
            $0.absence = .seconds(300)
            managed.attend(&$0)
        } _: { server in
            try await server.turn("hello", in: "x1").expectDone()
            let refused = try await server.turn("again", in: "x1")
            #expect(refused.terminals == ["error"] && refused.error?.contains("budget") == true, "\(refused.error ?? "")")
        }
    }

    @Test func aSpareOfAnotherAgentIsNeverTaken() async throws {
        try await Self.run(spares: 1, agents: 2) { server, _ in
            #expect(await eventually { server.log.fields(of: "spare agent process is ready").count == 1 })
            try await server.turn("hello", in: "y1").expectDone()
            #expect(Self.starts(server) == ["new"] && Self.prompts(server, "y1") == ["You are Yves."])
        }
    }
}
