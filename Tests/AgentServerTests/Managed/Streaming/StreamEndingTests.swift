import EventLoop
import JSON
import Records
import TestSupport
import Testing

@testable import AgentServer
@testable import HTTP

/// How streams end when the server does, or fails.
@Suite(.timeLimit(.minutes(2))) struct StreamEndingTests {
    /// Longer than a test may take: the server stops because its clients are done, not because their time is up.
    private static let forever = Duration.seconds(600)

    private func run(
        closeTime: Duration = StreamEndingTests.forever,
        _ body: @escaping @Sendable (ManagedClient) async throws -> Void
    ) async throws {
        try await ManagedClient.run {
            $0.hooks.closeTime = closeTime
        } _: {
            try await body($0)
        }
    }

    @Test func aStopEndsAStreamAsAWholeAndSaysWhenToComeBack() async throws {
        try await run { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            let events = try await client.rest(session)
            var stream = try await client.stream(session, "?after=0.0")
            client.server.stop()
            let turn = try await stream.rest()
            #expect(turn.events.filter { $0.event != "ping" }.map(\.event) == events.map(\.type))
            #expect(turn.text.hasSuffix("\n\nretry: 1000\n\n"), "\(turn.text.suffix(200))")
        }
    }

    @Test func aStreamShowsTheEndOfATurnThatRunsBeforeItEnds() async throws {
        try await run { client in
            let session = try await client.session()
            let gate = Gate(client.server.bench)
            var stream = try await client.stream(session)
            _ = try await client.say("\(gate.order) hello", in: session)
            try await stream.reach { $0.event == "user.message" }
            client.server.stop()
            #expect(await eventually { (try? await client.server.connect())?.close() == nil })
            try gate.open()
            let turn = try await stream.rest()
            #expect(turn.events.contains { $0.event == "session.status_idle" } && turn.text.hasSuffix("\n\nretry: 1000\n\n"))
        }
    }

    @Test func aStopClosesAWebSocketAsGoingAway() async throws {
        try await run { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            let events = try await client.rest(session)
            var socket = try await SocketClient.open(client, session, "?after=0.0")
            client.server.stop()
            #expect(try await socket.reach { $0.type == "session.status_idle" } == events)
            let close = try await socket.closed()
            #expect(close?.code == 1001 && close?.isLast == true)
            try await socket.send(.close, [0x03, 0xE9])
            socket.stream.close()
        }
    }

    @Test func streamsOfOneSessionAndOfManyEndTogether() async throws {
        try await run { client in
            var streams: [LiveTurn] = []
            for _ in 0..<3 {
                let session = try await client.session()
                for _ in 0..<3 { streams.append(try await client.stream(session)) }
            }
            client.server.stop()
            for var stream in streams { #expect(try await stream.rest().text.hasSuffix("retry: 1000\n\n")) }
        }
    }

    @Test func aClientThatAnswersNoCloseDoesNotHoldUpAStop() async throws {
        let kept = Shared<ByteStream?>(nil)
        try await run(closeTime: .milliseconds(50)) { client in
            let socket = try await SocketClient.open(client, try await client.session())
            kept.change { $0 = socket.stream }
        }
        // It is there when the server has ended.
        kept.value?.close()
    }

    @Test func aWebSocketOfASessionThatCannotBeReadSaysThatTheServerHasFailed() async throws {
        try await Workbench.run { bench in
            let (records, orders, log) = (MemoryRecordStore(), Shared(FaultyJournal.Orders()), LogCatcher())
            func serve(_ body: @escaping @Sendable (ManagedClient) async throws -> Void) async throws {
                try await TestServer.run(in: bench, log: log) {
                    $0.idleTime = .seconds(600)
                    $0.absence = .seconds(300)
                    $0.hooks.managed = (records, FakeMaterials())
                    $0.hooks.journal = { FaultyJournal($0, orders) }
                } _: {
                    try await body(ManagedClient(server: $0))
                }
            }
            let session = Shared("")
            try await serve { client in
                let id = try await client.session()
                session.change { $0 = id }
                _ = try await client.say("hello", in: id)
                _ = try await client.rest(id)
            }
            // Another server has nothing of it in memory.
            try await serve { client in
                orders.change { $0.failsReads = true }
                var socket = try await SocketClient.open(client, session.value, "?after=0.0")
                let close = try await socket.closed()
                #expect(close?.code == 1011 && close?.isLast == true)
                #expect(await eventually { log.text.contains("an answer broke off") })
                socket.stream.close()
                orders.change { $0.failsReads = false }
            }
        }
    }
}
