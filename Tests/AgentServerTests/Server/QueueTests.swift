import ClaudeAgent
import EventLoop
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// Turns that wait, leave, and are too many.
@Suite(.timeLimit(.minutes(2))) struct QueueTests {
    @Test func twoTurnsOfOneSessionFollowEachOther() async throws {
        try await TestServer.run { server in
            let gate = Gate(server.bench)
            var first = try await server.begin("\(gate.order) one", in: "a")
            try await first.reachInit()
            var queued = try await server.begin("two", in: "a")
            try gate.open()
            try await first.rest().expectDone()
            let turn = try await queued.rest()
            turn.expectDone()
            #expect(turn.answer.hasPrefix("turn 2;"))
            #expect(await eventually { server.log.fields(of: "turn over").count == 2 })
            let steps = server.log.all.map(\.message).filter { ["turn started", "turn over"].contains($0) }
            #expect(steps == ["turn started", "turn over", "turn started", "turn over"])
        }
    }

    @Test func manyTurnsOfManySessionsAllEndInOrder() async throws {
        try await TestServer.run({ $0.maxAgents = 3 }) { server in
            try await withThrowingTaskGroup(of: Turn.self) { group in
                for number in 0..<12 { group.addTask { try await server.turn("number \(number)", in: "s\(number % 4)") } }
                var answers: [String] = []
                for try await turn in group {
                    turn.expectDone()
                    answers.append(String(turn.answer.prefix(6)))
                }
                #expect(answers.sorted() == ["turn 1", "turn 2", "turn 3"].flatMap { Array(repeating: $0, count: 4) })
            }
            try await FaultTests.expectNothingLeft(server)
        }
    }

    @Test func pastItsQueueASessionIsAnswered429AndTheServerItself503() async throws {
        try await TestServer.run { configuration in
            configuration.maxAgents = 1
            configuration.queueDepth = 1
            configuration.waitingLimit = 2
            configuration.heartbeat = .milliseconds(50)
        } _: { server in
            var running = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await running.reachInit()
            var queued = try await server.begin("queued", in: "a")
            try await queued.reach(text: ": ping")
            let fields = [("Content-Type", "application/json")]
            let full = try await server.exchange(.post, "/sessions/a/messages", fields, #"{"prompt":"x"}"#)
            #expect(full.status == 429 && full.fields["retry-after"] == "5")
            #expect(full.text == #"{"detail":"too many turns of this session are waiting"}"#)
            var other = try await server.begin("other", in: "b")
            let busy = try await server.exchange(.post, "/sessions/c/messages", fields, #"{"prompt":"x"}"#)
            #expect(busy.status == 503 && busy.fields["retry-after"] == "5" && busy.text == #"{"detail":"too many turns are waiting"}"#)
            #expect(try await server.exchange(.get, "/health").status == 200)
            #expect(queued.events == [] && queued.text.contains(": ping"))
            running.leave()
            try await queued.rest().expectDone()
            try await other.rest().expectDone()
            #expect(server.log.fields(of: "turn refused").map { $0["status"] } == [429, 503])
        }
    }

    @Test func aTurnThatGetsNoProcessInTimeEndsAndTheNextOneRuns() async throws {
        try await TestServer.run { configuration in
            configuration.maxAgents = 1
            configuration.hooks.processWait = .milliseconds(300)
        } _: { server in
            var running = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await running.reachInit()
            let late = try await server.turn("late", in: "b")
            late.expectWellFormed(hasInit: false)
            #expect(late.error == "no agent process came free within 0.3 seconds, so many turns are at work; ask again in a moment")
            running.leave()
            // A machine that is busy may need longer than that to end one process and start another.
            let came = try await eventually(within: .seconds(40)) { try await server.turn("in time", in: "b").error == nil }
            #expect(came)
        }
    }

    @Test func pastTheLastSessionANewOneIsAnswered507AndKnownOnesGoOn() async throws {
        try await Workbench.run { bench in
            for _ in 1...2 {
                try await TestServer.run(in: bench) {
                    $0.maxSessions = 1
                } _: { server in
                    try await server.turn("hello", in: "a").expectDone()
                    let fields = [("Content-Type", "application/json")]
                    let full = try await server.exchange(.post, "/sessions/b/messages", fields, #"{"prompt":"x"}"#)
                    #expect(full.status == 507 && full.text.hasPrefix(#"{"detail":"there are 1 sessions, as many as this server keeps"#))
                    #expect(!Files.exists(bench.session("b")))
                    try await server.turn("again", in: "a").expectDone()
                }
            }
        }
    }

    @Test func aHeartbeatComesWhileTheAgentIsSilent() async throws {
        try await TestServer.run({ $0.heartbeat = .milliseconds(30) }) { server in
            let gate = Gate(server.bench)
            var live = try await server.begin(gate.order, in: "a")
            try await live.reachInit()
            try await live.reach(text: ": ping\r\n\r\n")
            try gate.open()
            try await live.rest().expectDone()
        }
    }

    @Test func whoLeavesTheQueueIsNeverRun() async throws {
        try await TestServer.run({ $0.heartbeat = .milliseconds(30) }) { server in
            var running = try await server.begin("[[fake:wait 600000]] one", in: "a")
            try await running.reachInit()
            var queued = try await server.begin("two", in: "a")
            try await queued.reach(text: ": ping")
            queued.leave()
            #expect(await eventually { server.log.fields(of: "turn over").count == 1 })
            running.leave()
            let third = try await server.turn("three", in: "a")
            third.expectDone()
            #expect(!FakeRecord(server.bench, "a").input.contains { $0["message"]?["content"] == "two" })
            #expect(await eventually { server.log.fields(of: "turn over").count == 3 })
            #expect(server.log.fields(of: "turn over").compactMap { $0["end"]?.string } == ["interrupted", "interrupted", "done"])
        }
    }

    @Test(arguments: ["slow-initialize 600000", "stall", "wait 600000", "spin 100000000", "stall-result"])
    func whoLeavesEndsTheProcessWhateverItDoes(order: String) async throws {
        try await TestServer.run { server in
            let live = try await server.begin("[[fake:\(order)]] one", in: "a")
            #expect(await eventually { FakeRecord(server.bench, "a").input.contains { $0["type"] == "user" } || order.hasPrefix("slow") })
            live.leave()
            try await FaultTests.expectNothingLeft(server)
            try await server.turn("again", in: "a").expectDone()
        }
    }

    @Test func whoLeavesWhileTheProcessStartsEndsIt() async throws {
        try await TestServer.run { server in
            let live = try await server.begin("[[fake:wait 600000]]", in: "a")
            live.leave()
            #expect(await eventually { server.log.fields(of: "turn over").count == 1 })
            try await FaultTests.expectNothingLeft(server)
            try await server.turn("again", in: "a").expectDone()
        }
    }

    @Test func aTurnThatWasOverIsRememberedThoughItsClientLeftAtOnce() async throws {
        try await TestServer.run { server in
            for number in 1...3 {
                // The process is still at work on its end when nobody listens any more.
                var live = try await server.begin("[[fake:slow-idle 300]] number \(number)", in: "a")
                try await live.reach { $0.payload?["type"] == "ResultMessage" }
                live.leave()
                #expect(await eventually { server.log.fields(of: "turn over").count == number })
            }
            #expect(try await server.turn("last", in: "a").answer.hasPrefix("turn 4;"))
        }
    }

    @Test func aSlowReaderGetsEverythingInOrder() async throws {
        try await TestServer.run({
            $0.heartbeat = .milliseconds(20)
            $0.runtime.supervision.backlogLimit = 64 * 1024
        }) { server in
            var live = try await server.begin("[[fake:spin 6000 3000]]", in: "a")
            try await live.reachInit()
            // The agent is held back meanwhile: 18 MB are more than the server keeps and the kernel's socket buffers hold.
            #expect(
                await eventually(within: .seconds(1)) { FakeRecord(server.bench, "a").events.contains { $0["event"] == "exit" } } == false
            )
            let turn = try await live.rest()
            turn.expectDone()
            #expect(turn.payloads.count { $0["type"] == "AssistantMessage" } >= 6000)
        }
    }
}
