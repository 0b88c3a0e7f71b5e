import ClaudeAgent
import EventLoop
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// What happens between a turn's terminal event and the end of its process.
@Suite(.timeLimit(.minutes(2))) struct EndingTests {
    /// Seconds of a process that hears neither the end of its input nor a signal: twice this, then it is killed.
    private static func slowly(_ configuration: inout ServerConfiguration) { configuration.runtime.supervision.grace = .seconds(3) }

    @Test(arguments: [("[[fake:deaf]]", "done"), ("[[fake:deaf]][[fake:error-result gone wrong]]", "error")])
    func anAnswerEndsWithItsTerminalEventAndNotWithItsProcess(prompt: String, terminal: String) async throws {
        try await TestServer.run(Self.slowly) { server in
            let turn = try await server.turn(prompt, in: "a")
            #expect(!server.bench.processes.isEmpty)
            turn.expectWellFormed()
            #expect(turn.terminals == [terminal])
        }
    }

    @Test func theNextTurnOfTheSessionWaitsForTheProcess() async throws {
        try await TestServer.run(Self.slowly) { server in
            try await server.turn("[[fake:deaf]]", in: "a").expectDone()
            try await server.turn("again", in: "a").expectDone()
            #expect(await eventually { server.log.fields(of: "turn over").count == 2 })
            let steps = server.log.all.map(\.message).filter { ["turn started", "turn over"].contains($0) }
            #expect(steps == ["turn started", "turn over", "turn started", "turn over"])
        }
    }

    @Test func aStopWaitsForTheProcessOfAnAnswerThatIsOver() async throws {
        try await Workbench.run { bench in
            let log = LogCatcher()
            try await TestServer.run(in: bench, log: log, Self.slowly) { try await $0.turn("[[fake:deaf]]", in: "a") }.expectDone()
            #expect(bench.processes == [])
            #expect(log.fields(of: "turn over").map { $0["end"] } == ["done"])
        }
    }

    @Test func aClientThatLeavesAfterTheTerminalEventCutsNothing() async throws {
        try await TestServer.run { server in
            for number in 1...3 {
                var live = try await server.begin("number \(number)", in: "a")
                try await live.reach { $0.event == "done" }
                live.leave()
                #expect(await eventually { server.log.fields(of: "turn over").count == number })
            }
            #expect(server.log.fields(of: "turn over").map { $0["end"] } == ["done", "done", "done"], "\(server.log.text)")
            #expect(await eventually { FakeRecord(server.bench, "a").events.filter { $0["event"] == "exit" }.count == 3 })
        }
    }

    @Test func noHeartbeatToAClientThatHasLeftCutsTheProcessOff() async throws {
        try await TestServer.run {
            Self.slowly(&$0)
            $0.heartbeat = .milliseconds(20)
        } _: { server in
            // Has a megabyte to say after its turn: it ends by itself only when somebody reads on.
            var live = try await server.begin("[[fake:spin-after]]", in: "a")
            try await live.reach { $0.event == "done" }
            live.leave()
            #expect(await eventually { server.log.fields(of: "turn over").count == 1 })
            #expect(await eventually { FakeRecord(server.bench, "a").events.filter { $0["event"] == "exit" }.count == 1 })
        }
    }

    @Test func aConnectionThatIsKeptServesTheNextTurn() async throws {
        try await TestServer.run { server in
            let body = #"{"prompt":"hello"}"#
            let head = "POST /sessions/a/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            let turn = head + "Content-Length: \(body.utf8.count)\r\n"
            let answer = try await server.raw("\(turn)\r\n\(body)\(turn)Connection: close\r\n\r\n\(body)")
            #expect(answer.count(of: "event: done\r\n") == 2)
            #expect(answer.firstRange(of: "turn 1;") != nil && answer.firstRange(of: "turn 2;") != nil)
        }
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func count(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}
