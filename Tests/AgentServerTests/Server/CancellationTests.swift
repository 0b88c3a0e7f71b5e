import EventLoop
import HTTP
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// A server within another program, whose task is cancelled.
@Suite(.timeLimit(.minutes(2))) struct CancellationTests {
    /// Runs a server, calls `body` with its address, cancels it, and gives what it threw.
    private func cancelled(
        _ configuration: ServerConfiguration,
        _ body: @escaping @Sendable (SocketAddress, EventLoop) async throws -> Void
    ) async throws -> (any Error)? {
        try await EventLoopGroup.run(count: 2) { group in
            let (addresses, found) = AsyncStream.makeStream(of: SocketAddress.self)
            return try await withThrowingTaskGroup(of: (any Error)?.self) { tasks in
                tasks.addTask {
                    defer { found.finish() }
                    do {
                        try await AgentServer.run(configuration, log: .none, group: group) { list in
                            for address in list { found.yield(address) }
                        } untilStopped: {
                            while true { try await group.loops[0].sleep(for: .seconds(600)) }
                        }
                        return nil
                    } catch { return error }
                }
                var iterator = addresses.makeAsyncIterator()
                guard let address = await iterator.next() else { return try await tasks.next() ?? nil }
                try await body(address, group.loops[0])
                tasks.cancelAll()
                return try await tasks.next() ?? nil
            }
        }
    }

    @Test func everythingEndsAndNothingIsLeft() async throws {
        try await Workbench.run { bench in
            var configuration = TestServer.configuration(bench)
            configuration.runtime.hostEnvironment["TMPDIR"] = bench.path
            configuration.idleTime = .seconds(600)
            configuration.maxAgents = 4
            configuration.spares = 1
            let error = try await cancelled(configuration) { address, loop in
                let server = TestServer(bench, address, LogCatcher(), loop)
                // A process that is idle, one at work with a client that follows it, a turn that waits, a connection that says nothing.
                try await server.turn("hello", in: "idle").expectDone()
                var running = try await server.begin("[[fake:wait 600000]]", in: "busy")
                try await running.reachInit()
                let silent = try await server.connect()
                #expect(await eventually { bench.processes.filter { Workbench.name(of: $0) == "FakeClaude" }.count >= 3 })
                silent.enqueue(Array("GET /health".utf8))
            }
            #expect(error is CancellationError, "\(String(describing: error))")
            #expect(bench.processes == [])
            let left = bench.files().map { String($0.dropFirst(bench.path.count)) }.filter { !$0.hasPrefix("/data/roost/") }
            #expect(left == ["/data/roost.lock"])
            #expect(!Files.exists("\(bench.data)/roost/server.json") && !Files.exists("\(bench.data)/roost/admin.sock"))
            // The folder is free, and the turn that was cut off is over.
            try await TestServer.run(in: bench) { server in
                try await server.turn("again", in: "busy").expectDone()
                try await server.turn("again", in: "idle").expectDone()
            }
        }
    }

    private enum Moment: CaseIterable { case atOnce, ready, listening }

    @Test(arguments: Moment.allCases) private func aServerThatIsCancelledWhileItStartsLeavesNothing(moment: Moment) async throws {
        try await Workbench.run { bench in
            let (moments, reached) = AsyncStream.makeStream(of: Moment.self)
            var configuration = TestServer.configuration(bench)
            configuration.runtime.hostEnvironment["TMPDIR"] = bench.path
            configuration.hooks.whenReady = { _ in reached.yield(.ready) }
            let final = configuration
            reached.yield(.atOnce)
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    try? await EventLoopGroup.run(count: 1) { group in
                        try await AgentServer.run(final, log: .none, group: group) { _ in
                            reached.yield(.listening)
                        } untilStopped: {
                            while true { try await group.loops[0].sleep(for: .seconds(600)) }
                        }
                    }
                }
                for await come in moments where come == moment { break }
                tasks.cancelAll()
            }
            #expect(bench.processes == [])
            #expect(!Files.exists("\(bench.data)/roost/server.json") && !Files.exists("\(bench.data)/roost/admin.sock"))
            try await TestServer.run(in: bench) { try await $0.turn("hello", in: "a").expectDone() }
        }
    }
}
