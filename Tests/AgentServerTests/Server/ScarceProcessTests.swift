import ClaudeAgent
import Domain
import EventLoop
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// Turns that have their answers and get no process for now: they wait on, and nothing is lost.
@Suite(.timeLimit(.minutes(3))) struct ScarceProcessTests {
    private static let asks = #"[[fake:call Bash {"command":"x"}]]"#
    private static let tried = "a turn has its answers and no process yet; it waits and is tried again"

    private typealias Body = @Sendable (WaitingSessions, TestServer) async throws -> Void

    /// Servers on the same data, one after another, with one process at most and little patience.
    private static func run(_ bodies: Body...) async throws {
        try await Workbench.run { bench in
            for body in bodies {
                var configuration = TestServer.configuration(bench)
                configuration.runtime.isolation = .none
                let waiting = try WaitingSessions(configuration)
                try await TestServer.run(in: bench) {
                    $0.runtime.isolation = .none
                    $0.hold = .zero
                    $0.maxAgents = 1
                    $0.drain = .milliseconds(200)
                    $0.hooks.processWait = .milliseconds(100)
                    waiting.attend(&$0)
                } _: {
                    try await body(waiting, $0)
                }
            }
        }
    }

    /// A session whose call is answered while another one has the only process, until there is a file `go`.
    private static func starve(_ waiting: WaitingSessions, _ server: TestServer) async throws {
        try await waiting.ask("a", asks)
        let call = try #require(try await waiting.calls("a").first)
        try await waiting.parked("a")
        #expect(await eventually { server.bench.processes.isEmpty })
        try await waiting.ask("b", "[[fake:until \(server.bench.path)/go]]")
        let isBusy = try await eventually { try await waiting.kinds("b").contains("turn.started") }
        #expect(isBusy)
        try await waiting.allow("a", call.id)
        #expect(await eventually(within: .seconds(40)) { server.log.fields(of: tried).count >= 2 })
        #expect(try await waiting.kinds("a").suffix(2) == ["turn.parked", "call.answered"])
    }

    private static func expectDone(_ waiting: WaitingSessions, _ server: TestServer) async throws {
        try await waiting.wait("a") { $0 == .idle }
        #expect(try await waiting.kinds("a").suffix(4) == ["turn.parked", "call.answered", "turn.continued", "turn.ended"])
        #expect(try await waiting.ending("a")?.outcome == .done)
        #expect(FakeRecord(server.bench, "a").events.count { $0["event"] == "ran" } == 1)
    }

    @Test func anAnsweredTurnGoesOnWhenAProcessComesFree() async throws {
        try await Self.run { waiting, server in
            try await Self.starve(waiting, server)
            try server.bench.write("", to: "go")
            try await Self.expectDone(waiting, server)
        }
    }

    @Test func anAnsweredTurnWithoutAProcessIsTakenUpByTheNextServer() async throws {
        try await Self.run { waiting, server in
            try await Self.starve(waiting, server)
        } _: { waiting, server in
            try await Self.expectDone(waiting, server)
        }
    }

    @Test func anAnsweredTurnWithoutAProcessIsInterrupted() async throws {
        try await Self.run { waiting, server in
            try await Self.starve(waiting, server)
            _ = try await waiting.with("a") { try await $0.interrupt(uuid: SessionIdentifier.random()) }
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "requested")
            try server.bench.write("", to: "go")
            try await waiting.ask("a", "hello")
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.outcome == .done)
            #expect(FakeRecord(server.bench, "a").events.count { $0["event"] == "ran" } == 0)
        }
    }

    @Test func aProcessThatCannotBeStartedIsTriedAgain() async throws {
        try await Self.run { waiting, server in
            try await waiting.ask("a", "[[fake:next-start exit-start 3 gone]]\(Self.asks)")
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            try await waiting.allow("a", call.id)
            try await Self.expectDone(waiting, server)
            #expect(server.log.fields(of: Self.tried).count == 1)
        }
    }

    /// Takes what was put off out of the transcripts.
    private static func forgetCalls(_ bench: Workbench) throws {
        let files = bench.files(below: "\(bench.session("a"))/config/projects").filter { $0.hasSuffix(".jsonl") }
        #expect(!files.isEmpty)
        for file in files {
            let kept = try bench.text(file).split(separator: "\n").filter { !$0.contains("fake-put-off") }
            Files.removeIfPresent(file)
            try Files.writePrivately(Array((kept.joined(separator: "\n") + "\n").utf8), to: file)
        }
    }

    @Test func aConversationThatDoesNotComeBackToItsCallEndsTheTurn() async throws {
        try await Self.run { waiting, server in
            try await waiting.ask("a", Self.asks)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            #expect(await eventually { server.bench.processes.isEmpty })
            try Self.forgetCalls(server.bench)
            try await waiting.allow("a", call.id)
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "lost_call")
            #expect(server.log.fields(of: Self.tried).isEmpty)
        }
    }
}
