import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// How a server starts and ends.
@Suite(.timeLimit(.minutes(2))) struct StopTests {
    @Test func aRunningTurnFinishesWithinTheDrain() async throws {
        try await TestServer.run { server in
            let gate = Gate(server.bench)
            var live = try await server.begin("\(gate.order) hello", in: "a")
            try await live.reachInit()
            server.stop()
            #expect(await eventually { (try? await server.connect())?.close() == nil })
            try gate.open()
            try await live.rest().expectDone()
        }
    }

    @Test func aTurnThatTheAgentBeganByItselfIsCountedOutAsItWasCountedIn() async throws {
        try await Workbench.run { bench in
            let log = LogCatcher()
            try await TestServer.run(in: bench, log: log) {
                $0.idleTime = .seconds(60)
            } _: { server in
                try await server.turn("[[fake:background 2]]", in: "a").expectDone()
                #expect(await eventually { log.fields(of: "turn over").count == 3 })
            }
            let open = log.fields(of: "stopping").compactMap { $0["turns.open"]?.int }
            // The last one may not have been counted out yet.
            #expect(open == [0] || open == [1], "\(open)")
        }
    }

    @Test func aSpareThatIsBeingStartedEndsAsSoonAsItIsReady() async throws {
        try await Workbench.run { bench in
            let stop = Shared(ContinuousClock.now)
            try await TestServer.run(in: bench) {
                $0.agent = AgentDefinition(name: "a", system: "[[fake:slow-initialize 1000]]")
                $0.spares = 1
            } _: { _ in
                #expect(await eventually { bench.processes.contains { Workbench.name(of: $0) == "FakeClaude" } })
                stop.change { $0 = ContinuousClock.now }
            }
            let time = ContinuousClock.now - stop.value
            // A stop that nobody tells the spare of takes 15 seconds more than the second.
            #expect(time < .seconds(15), "it took \(time)")
            #expect(bench.processes == [])
        }
    }

    @Test func aLongerTurnIsToldAndItsProcessEnded() async throws {
        try await Workbench.run { bench in
            let text = try await TestServer.run(in: bench) {
                $0.drain = .milliseconds(300)
            } _: { server in
                var live = try await server.begin("[[fake:wait 600000]]", in: "a")
                try await live.reachInit()
                server.stop()
                let turn = try await live.rest()
                turn.expectWellFormed()
                return turn.error
            }
            #expect(text == "the server is shutting down; ask again in a moment")
            #expect(bench.processes == [])
            try await TestServer.run(in: bench) { try await $0.turn("again", in: "a") }.expectDone()
        }
    }

    @Test func aQueuedTurnHasATerminalEventToo() async throws {
        try await TestServer.run { configuration in
            configuration.drain = .milliseconds(300)
            configuration.heartbeat = .milliseconds(30)
        } _: { server in
            var running = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await running.reachInit()
            var queued = try await server.begin("two", in: "a")
            try await queued.reach(text: ": ping")
            server.stop()
            try await running.rest().expectWellFormed()
            let turn = try await queued.rest()
            turn.expectWellFormed(hasInit: false)
            #expect(turn.error?.contains("shutting down") == true)
        }
    }

    @Test func anIdleServerStopsWithoutWaiting() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) {
                // Longer than this test may take.
                $0.drain = .seconds(600)
            } _: { _ in
            }
            let kept = ["roost.lock", "journal.sqlite3", "records.sqlite3", "vault.key"]
            #expect(bench.files().filter { file in !kept.contains { file.hasSuffix("/\($0)") } } == [])
        }
    }

    @Test func aClientThatReadsNothingDoesNotHoldUpAStop() async throws {
        try await Workbench.run { bench in
            let request = Array("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            let deaf = try await TestServer.run(in: bench) {
                $0.listen = [.unix(path: "\(bench.path)/s")]
                // Longer than this test may take.
                $0.drain = .seconds(600)
            } _: { server in
                let deaf = try await server.connect()
                // Far more answers than a socket holds.
                deaf.enqueue([UInt8](repeatElement(request, count: 40_000).joined()))
                #expect(try await deaf.read() != nil)
                // The server has come to the end of that socket's room by then.
                try await server.turn("hello", in: "a").expectDone()
                return deaf
            }
            deaf.close()
        }
    }

    @Test func aSecondServerOnTheSameDataIsRefused() async throws {
        try await TestServer.run { server in
            await #expect { try await TestServer.run(in: server.bench) { _ in } } throws: { error in
                (error as? ServerError)?.code == .dataFolderInUse
            }
            try await server.turn("hello", in: "a").expectDone()
        }
    }

    @Test func anAddressInUseIsNamedAndTheDataIsFreeAgain() async throws {
        try await TestServer.run { server in
            let address = server.address
            try await Workbench.run { bench in
                await #expect {
                    try await TestServer.run(in: bench) {
                        $0.listen = [address]
                    } _: { _ in
                    }
                } throws: { "\($0)".contains("\(address)") }
                try await TestServer.run(in: bench) { try await $0.turn("hello", in: "a") }.expectDone()
            }
        }
    }

    @Test func anAgentThatMayNotRunHereStopsTheStart() async throws {
        await #expect(throws: DefinitionError.self) {
            try await TestServer.run({ $0.agent = AgentDefinition(name: "a", tools: [.toolset([.bash: .alwaysAllow])]) }) { _ in }
        }
    }

    @Test func anAgentThatReadsFilesStopsTheStartUntilItsIsolationIsNamed() async throws {
        let agent = AgentDefinition(name: "a", tools: [.toolset([.read: .alwaysAllow, .grep: .alwaysAllow])])
        await #expect { try await TestServer.run({ $0.agent = agent }) { _ in } } throws: { error in
            (error as? DefinitionError)?.problem.hasPrefix("read, grep can read every file") == true
        }
        try await TestServer.run {
            $0.agent = agent
            $0.runtime.isolation = .none
        } _: { server in
            #expect(!server.log.all.contains { $0.level == .warning })
        }
    }

    @Test func aBrokenCookbookMapStopsTheStart() async throws {
        try await Workbench.run { bench in
            try bench.write("[]", to: "data/hosting_session_map.json")
            await #expect { try await TestServer.run(in: bench) { _ in } } throws: { ($0 as? ServerError)?.code == .sessionFiles }
        }
    }

    @Test func aUnixSocketServesToo() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) {
                $0.listen = [.unix(path: "\(bench.path)/s")]
            } _: {
                try await $0.turn("hello", in: "a")
            }.expectDone()
            #expect(!Files.exists("\(bench.path)/s"))
        }
    }
}
