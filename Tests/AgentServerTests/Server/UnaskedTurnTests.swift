import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import AgentServer

/// Turns that the agent begins by itself, and that wait for somebody: like any other.
@Suite(.timeLimit(.minutes(3))) struct UnaskedTurnTests {
    private static let asks = #"[[fake:background-call Bash {"command":"x"}]]"#

    /// What the journal has of a turn that was asked for and of the one that came of it, until that waits.
    private static let first = [
        "prompt.accepted", "session.bound", "turn.started", "turn.ended", "turn.started", "turn.waiting",
    ]

    private typealias Body = @Sendable (WaitingSessions, TestServer) async throws -> Void

    /// Servers on the same data, one after another.
    ///
    /// - Parameter known: When it is known that calls can be put off; from the start where nothing says so.
    private static func run(
        hold: Duration = .seconds(600),
        known: Shared<Bool>? = nil,
        _ bodies: Body...
    ) async throws {
        try await Workbench.run { bench in
            for body in bodies {
                var configuration = TestServer.configuration(bench)
                configuration.runtime.isolation = .none
                let waiting = try WaitingSessions(configuration)
                try await TestServer.run(in: bench) {
                    $0.runtime.isolation = .none
                    $0.hold = hold
                    $0.idleTime = .seconds(600)
                    if let known { $0.postponementTrial = { _ in await eventually(within: .seconds(60)) { known.value } } }
                    waiting.attend(&$0)
                } _: {
                    try await body(waiting, $0)
                }
            }
        }
    }

    private static func ran(_ server: TestServer) -> Int { FakeRecord(server.bench, "a").events.count { $0["event"] == "ran" } }

    private static func expectAnswer(_ waiting: WaitingSessions) async throws {
        try await waiting.ask("a", "hello")
        try await waiting.wait("a") { $0 == .idle }
        #expect(try await waiting.ending("a")?.outcome == .done)
    }

    @Test(arguments: [Duration.seconds(600), .zero]) func oneThatWaitsGoesOnWithTheAnswer(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, server in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            if hold == .zero {
                try await waiting.parked("a")
                #expect(await eventually { server.bench.processes.isEmpty })
            }
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false])
            #expect(try await waiting.ending("a")?.outcome == .done && Self.ran(server) == 1)
            let parked = hold == .zero ? ["turn.parked", "call.answered", "turn.continued"] : ["call.answered"]
            #expect(try await waiting.kinds("a") == Self.first + parked + ["turn.ended"])
            try await Self.expectAnswer(waiting)
        }
    }

    @Test func oneThatWaitsIsParkedAtAStopAndTakenUpByTheNextServer() async throws {
        let id = Shared("")
        try await Self.run { waiting, _ in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            id.change { $0 = call.id }
        } _: { waiting, server in
            #expect(try await waiting.kinds("a") == Self.first + ["turn.parked"])
            #expect(try await waiting.calls("a").map(\.id) == [id.value] && Self.ran(server) == 0)
            try await waiting.deny("a", id.value)
            #expect(try await waiting.results("a").map(\.isError) == [true])
            #expect(try await waiting.ending("a")?.outcome == .done && Self.ran(server) == 0)
            try await Self.expectAnswer(waiting)
        }
    }

    @Test func oneThatWaitedBeforeItWasKnownThatCallsCanBePutOffIsParkedThen() async throws {
        let isKnown = Shared(false)
        try await Self.run(hold: .zero, known: isKnown) { waiting, server in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.with("a") { await $0.letGo() }
            #expect(try await waiting.kinds("a").last == "turn.waiting")
            isKnown.change { $0 = true }
            try await waiting.parked("a")
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.ran(server) == 1)
        }
    }

    @Test(arguments: [Duration.seconds(600), .zero]) func anInterruptEndsOneThatWaits(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, server in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            if hold == .zero { try await waiting.parked("a") }
            _ = try await waiting.with("a") { try await $0.interrupt(uuid: SessionIdentifier.random()) }
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "requested")
            await #expect(throws: OpenCalls.Refusal.unknown) { try await waiting.allow("a", call.id) }
            try await Self.expectAnswer(waiting)
            #expect(Self.ran(server) == 0)
        }
    }

    @Test func aCallIsNotPutOffWhileTheAgentHasTasksThatWouldEndWithIt() async throws {
        try await Self.run(hold: .zero) { waiting, server in
            try await waiting.ask("a", #"[[fake:background 1]][[fake:call Bash {"command":"x"}]]"#)
            let call = try #require(try await waiting.calls("a").first)
            let (deadline, isAsked) = try await waiting.with("a") { host in
                host.state.withLock { ($0.calls.deadline, $0.questions.map(\.toolUseID) == [call.id]) }
            }
            #expect(deadline == nil && isAsked)
            try await waiting.allow("a", call.id)
            let isOver = try await eventually { try await waiting.kinds("a").count { $0 == "turn.ended" } == 2 }
            let kinds = try await waiting.kinds("a")
            #expect(isOver && !kinds.contains("turn.parked") && Self.ran(server) == 1)
        }
    }

    @Test func aCallThatTheAgentGoesOnWithoutEndsItsTurnAsLost() async throws {
        try await Self.run { waiting, server in
            try await waiting.ask("a", #"[[fake:no-idle]][[fake:background 1]][[fake:call Bash {"command":"x"}]]"#)
            _ = try await waiting.calls("a")
            try await waiting.with("a") { await $0.letGo() }
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "lost_call" && Self.ran(server) == 0)
        }
    }

    @Test func aPromptThatComesWhileItWaitsRunsBehindIt() async throws {
        try await Self.run(hold: .zero) { waiting, _ in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            try await waiting.ask("a", "hello")
            try await waiting.allow("a", call.id)
            try await waiting.wait("a") { $0 == .idle }
            let kinds = try await waiting.kinds("a").suffix(5)
            #expect(kinds == ["call.answered", "turn.continued", "turn.ended", "turn.started", "turn.ended"])
        }
    }

    @Test(arguments: [Duration.seconds(600), .zero]) func aSessionIsArchivedOrDeletedWhileItWaits(hold: Duration) async throws {
        try await Workbench.run { bench in
            try await KeptClient.run(in: bench) {
                $0.hold = hold
            } _: { kept in
                for verb in ["archive", "delete"] {
                    let session = try await kept.session()
                    _ = try await kept.client.say("[[fake:background-call mcp__custom__weather {}]]", in: session)
                    let events = try await kept.client.rest(session, times: 2)
                    #expect(events.last { $0.type == "session.status_idle" }?["stop_reason"]?["type"] == "requires_action")
                    if verb == "delete" {
                        #expect(try await kept.client.ask(.delete, "/sessions/\(session)").status == 200)
                        try await kept.expectGone(session)
                    } else {
                        #expect(try await kept.client.post("/sessions/\(session)/archive")["status"] == "terminated")
                        #expect(try await kept.client.events(session).last?.type == "session.status_terminated")
                    }
                    #expect(await eventually { bench.processes.isEmpty })
                }
            }
        }
    }
}
