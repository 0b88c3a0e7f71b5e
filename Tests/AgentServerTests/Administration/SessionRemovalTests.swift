import ClaudeAgent
import Domain
import EventLoop
import Glibc
import HTTP
import JSON
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// Sessions that are looked at and removed while their server runs.
@Suite(.timeLimit(.minutes(2))) struct SessionRemovalTests {
    private static func live(_ configuration: inout ServerConfiguration) {
        configuration.idleTime = .seconds(600)
        configuration.absence = .seconds(300)
    }

    @Test func onlyTheOwnerCanAsk() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { _ in
                #expect(Workbench.mode(of: "\(bench.data)/roost/admin.sock").map { $0 & 0o777 } == 0o600)
            }
            #expect(!Files.exists("\(bench.data)/roost/admin.sock"))
        }
    }

    @Test func aPathTooLongForASocketIsNoObstacle() async throws {
        try await Workbench.run { bench in
            let deep = Workbench(path: "\(bench.path)/\(String(repeating: "x", count: 100))")
            try await TestServer.run(in: deep) { server in
                let socket = try #require(ServerFile(in: deep.data)?.adminSocket)
                #expect(socket.utf8.count <= 107 && socket.hasSuffix("/admin.sock") && !socket.hasPrefix(deep.data))
                #expect(Workbench.mode(of: socket).map { $0 & 0o777 } == 0o600)
                try await server.turn("hello", in: "a").expectDone()
                #expect(try await Sessions.states(deep) == ["a": "idle"])
            }
        }
    }

    @Test func aSessionIsListedAndShown() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { server in
                try await server.turn("hello", in: "a").expectDone()
                var live = try await server.begin("[[fake:wait 600000]]", in: "b")
                try await live.reachInit()
                #expect(try await Sessions.states(bench) == ["a": "idle", "b": "running"])
                let shown = try await Sessions.ask(bench, .show(try .of("a")))
                #expect(shown["turns"] == 1 && shown["turn_list"]?[0]?["state"] == "done" && shown["turn_list"]?[0]?["prompt_bytes"] == 5)
                #expect(shown["folder_bytes"]?.int ?? 0 > 0 && shown["journal_bytes"]?.int ?? 0 > 0 && shown["cost_usd"]?.string != nil)
                let events = try await Sessions.ask(bench, .events(try .of("a"), after: 0))["events"]?.array ?? []
                #expect(events.first?["number"] == 1 && events.contains { $0["body"]?["content"] == "hello" })
                #expect(events.last?["kind"] == "turn.ended")
                live.leave()
            }
        }
    }

    @Test func anIdleSessionGoesWithItsProcessAndItsFilesAndItsIdBeginsAnew() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { configuration in
                Self.live(&configuration)
                configuration.maxSessions = 1
            } _: { server in
                try await server.turn("hello", in: "a").expectDone()
                #expect(await eventually { !bench.processes.isEmpty })
                let folder = bench.session("a")
                #expect(try await server.turn("more", in: "b").status == 507)
                _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
                #expect(!Files.exists(folder) && bench.processes.isEmpty)
                #expect(try await Sessions.states(bench).isEmpty)
                let again = try await server.turn("again", in: "a")
                again.expectDone()
                #expect(again.answer.hasSuffix("first prompt was again"), "\(again.answer)")
            }
        }
    }

    @Test func aProcessThatTakesItsTimeToEndIsEndedAtOnceForARemoval() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { configuration in
                Self.live(&configuration)
                configuration.idleTime = .milliseconds(50)
                configuration.runtime.supervision.grace = .seconds(90)
            } _: { server in
                try await server.turn("[[fake:ignore-eof]] hello", in: "a").expectDone()
                #expect(await eventually { server.log.fields(of: "agent process is ended").count == 1 })
                let start = ContinuousClock.now
                _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
                let time = ContinuousClock.now - start
                #expect(time < .seconds(60) && bench.processes.isEmpty, "it took \(time)")
            }
        }
    }

    @Test func aSessionWhoseTurnRunsGoesByForceAloneAndItsFollowersEnd() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench, Self.live) { server in
                var live = try await server.begin("[[fake:wait 600000]]", in: "a")
                try await live.reachInit()
                await #expect { try await Sessions.ask(bench, .remove(try .of("a"), isForced: false)) } throws: {
                    ($0 as? SessionRefusal)?.code == .busy
                }
                _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: true))
                let turn = try await live.rest()
                #expect(turn.events.last?.event == "error" && turn.text.contains("interrupted"))
                #expect(try await Sessions.states(bench).isEmpty)
                #expect(await eventually { bench.processes.isEmpty && bench.sessions.isEmpty })
                try await server.turn("again", in: "a").expectDone()
            }
        }
    }

    /// One that follows events of the session, and no turn of it.
    @Test func whoFollowsTheLogEnds() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { try await $0.turn("hello", in: "a").expectDone() }
            try await Sessions.withStores(bench) { journal, files, clock in
                let head = try await journal.head(of: try .of("a"))
                let log = SessionLog(journal: journal, session: try .of("a"), fence: journal.fence, head: head, now: { 0 })
                let follower = log.follow(after: log.lastNumber)
                async let end = follower.next()
                #expect(await eventually { log.waitingFollowerCount == 1 })
                log.close()
                #expect(try await end == nil && log.hasEnded)
                let service = SessionService(journal: journal, files: files, hosts: nil, clock: clock)
                _ = try await service.answer(.remove(try .of("a"), isForced: false))
                #expect(try await journal.sessionCount() == 0)
            }
        }
    }

    @Test func anUnknownSessionIsNotMade() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { server in
                for request in [
                    SessionRequest.show(try .of("a")), .events(try .of("a"), after: 0), .remove(try .of("a"), isForced: true),
                ] {
                    await #expect { try await Sessions.ask(bench, request) } throws: { ($0 as? SessionRefusal)?.code == .unknown }
                }
                #expect(try await Sessions.states(bench).isEmpty)
            }
        }
    }

    @Test func manyGoAtTheSameTime() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench, Self.live) { server in
                let names = (0..<4).map { "s\($0)" }
                for name in names { try await server.turn("hello", in: name).expectDone() }
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for name in names {
                        tasks.addTask { _ = try await Sessions.ask(bench, .remove(try .of(name), isForced: false)) }
                    }
                    try await tasks.waitForAll()
                }
                #expect(try await Sessions.states(bench).isEmpty)
                #expect(bench.sessions.isEmpty && bench.processes.isEmpty)
            }
        }
    }
}
