import EventLoop
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// What a server does when its machine's memory is short: new sessions go first, then processes that wait, never a turn.
@Suite(.timeLimit(.minutes(2))) struct ShortMemoryTests {
    private typealias Memory = Shared<MachineMemory>

    private static let enough = MachineMemory(total: 10 << 30, available: 8 << 30)
    private static let little = MachineMemory(total: 10 << 30, available: 512 << 20)
    private static let none = MachineMemory(total: 10 << 30, available: 64 << 20)

    private static let isShort = "memory is short: new sessions are turned away"
    private static let isVeryShort = "memory is very short: nothing is started, and idle agents are ended"
    private static let isThere = "there is memory enough again"

    private static func run(spares: Int = 0, _ body: @escaping @Sendable (TestServer, Memory) async throws -> Void) async throws {
        let memory = Memory(enough)
        try await TestServer.run {
            $0.hooks.memory = { memory.value }
            $0.idleTime = .seconds(600)
            $0.absence = .seconds(300)
            $0.spares = spares
        } _: { server in
            try await body(server, memory)
        }
    }

    /// Lets the server read this, and waits until it says so.
    private static func set(_ memory: Memory, _ value: MachineMemory, _ message: String, _ server: TestServer) async {
        let before = server.log.fields(of: message).count
        memory.change { $0 = value }
        #expect(await eventually { server.log.fields(of: message).count > before })
    }

    private static func expectTurnedAway(_ server: TestServer, _ session: String) async throws {
        let fields = [("Content-Type", "application/json")]
        let refused = try await server.exchange(.post, "/sessions/\(session)/messages", fields, #"{"prompt":"x"}"#)
        #expect(refused.status == 503 && refused.fields["retry-after"] == "5", "\(refused)")
        #expect(refused.text.contains("short of memory and takes no new session"), "\(refused)")
    }

    @Test func newSessionsAreTurnedAwayAndAllElseGoesOn() async throws {
        try await Self.run { server, memory in
            try await server.turn("hello", in: "known").expectDone()
            let gate = Gate(server.bench)
            var live = try await server.begin("\(gate.order) hello", in: "running")
            try await live.reachInit()
            await Self.set(memory, Self.little, Self.isShort, server)
            try await Self.expectTurnedAway(server, "new")
            let known = try await server.turn("again", in: "known")
            known.expectDone()
            #expect(known.answer == "turn 2; first prompt was hello")
            try gate.open()
            try await live.rest().expectDone()
            #expect(server.log.fields(of: "agent process is ended").isEmpty)
            await Self.set(memory, Self.enough, Self.isThere, server)
            try await server.turn("hello", in: "new").expectDone()
        }
    }

    @Test func sparesGoFirstAndComeBack() async throws {
        try await Self.run(spares: 1) { server, memory in
            let ready = "spare agent process is ready"
            #expect(await eventually { server.log.fields(of: ready).count == 1 })
            await Self.set(memory, Self.little, Self.isShort, server)
            #expect(await eventually { server.bench.processes.isEmpty })
            await Self.set(memory, Self.enough, Self.isThere, server)
            #expect(await eventually { server.log.fields(of: ready).count == 2 })
        }
    }

    @Test func whenItIsVeryShortProcessesThatWaitAreEndedAndNoneIsStarted() async throws {
        try await Self.run { server, memory in
            try await server.turn("hello", in: "idle").expectDone()
            let gate = Gate(server.bench)
            var live = try await server.begin("\(gate.order) hello", in: "running")
            try await live.reachInit()
            await Self.set(memory, Self.none, Self.isVeryShort, server)
            #expect(await eventually { server.log.fields(of: "agent process is ended").map { $0["reason"] } == ["memory"] })
            try gate.open()
            try await live.rest().expectDone()
            // Its process is not kept either.
            #expect(await eventually { server.bench.processes.isEmpty })
            try await Self.expectTurnedAway(server, "new")
            var waits = try await server.begin("again", in: "idle")
            await Self.set(memory, Self.enough, Self.isThere, server)
            let turn = try await waits.rest()
            turn.expectDone()
            #expect(turn.answer == "turn 2; first prompt was hello")
            let messages = server.log.all.map(\.message)
            let (again, last) = (messages.lastIndex(of: Self.isThere), messages.lastIndex(of: "turn started"))
            #expect(try #require(again) < #require(last))
        }
    }
}
