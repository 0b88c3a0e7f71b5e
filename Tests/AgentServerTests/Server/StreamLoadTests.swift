import EventLoop
import HTTP
import TestSupport
import Testing

@testable import AgentServer

/// Many who follow one turn: none misses an event, and nothing of them stays. `make bench` does the same with ten thousand.
@Suite(.serialized, .timeLimit(.minutes(3))) struct StreamLoadTests {
    private static let wait = "[[fake:wait 600000]]"

    @Test func aStreamTakesOneDescriptorAndGivesItBackHoweverItEnds() async throws {
        try await Self.serve { program in
            let server = program.server
            let before = try await Self.warmUp(program)
            var asker = try await server.begin(Self.wait, in: "a")
            try await asker.reachInit()
            let streams = try await Self.follow(server, count: 500)
            #expect(program.descriptors == before + 501)
            for stream in streams.prefix(250) { stream.leave() }
            #expect(await eventually { program.descriptors == before + 251 }, "\(program.descriptors) after \(before)")
            #expect(try await server.exchange(.post, "/sessions/a/interrupt", Self.json).text == #"{"interrupted":true}"#)
            let reference = try await asker.rest()
            for var stream in streams.suffix(250) {
                let turn = try await stream.rest()
                #expect(turn.events == reference.events)
            }
            #expect(await eventually { program.descriptors == before }, "\(program.descriptors) after \(before)")
        }
    }

    @Test func whoComesBackAgainAndAgainMissesNothing() async throws {
        try await Self.serve { program in
            let server = program.server
            let before = try await Self.warmUp(program)
            var asker = try await server.begin("[[fake:slow 30]][[fake:chunks 60]]", in: "a")
            try await asker.reachInit()
            let id = try #require(asker.response.fields["roost-turn"])
            try await withThrowingTaskGroup(of: [ServerSentEvent].self) { group in
                for _ in 0..<50 { group.addTask { try await Self.comeBack(server, turn: id, times: 20) } }
                let reference = try await asker.rest().events
                #expect(reference.count > 60)
                for try await events in group { #expect(events == reference) }
            }
            #expect(await eventually { program.descriptors == before }, "\(program.descriptors) after \(before)")
        }
    }

    @Test func whoReadsNothingHoldsUpNobodyAndCostsABoundedAmount() async throws {
        try await Self.serve { program in
            let server = program.server
            let before = try await Self.warmUp(program)
            let gate = Gate(server.bench)
            var asker = try await server.begin("\(gate.order)[[fake:spin 3000 3000]]", in: "a")
            try await asker.reachInit()
            let sleepers = try await Self.follow(server, count: 20)
            try gate.open()
            let turn = try await asker.rest()
            #expect(turn.terminals == ["done"] && turn.text.utf8.count > 9_000_000)
            // Not the 180 MB that all of them have before them.
            #expect(program.residentBytes < 100_000_000, "\(program.residentBytes)")
            for sleeper in sleepers { sleeper.leave() }
            #expect(await eventually { program.descriptors == before }, "\(program.descriptors) after \(before)")
        }
    }

    private static let json = [("Content-Type", "application/json")]

    private static func serve(_ body: @escaping @Sendable (ServeProgram) async throws -> Void) async throws {
        DescriptorLimit.raise()
        // Without /v1 the server tries nothing on its CLI, whose processes would be counted.
        let arguments = ["--managed-agents", "off"]
        try await Workbench.run { bench in try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude, arguments, body) }
    }

    /// Gives session `a` its process and each loop its first connection.
    ///
    /// - Returns: How many descriptors the server has open from then on.
    private static func warmUp(_ program: ServeProgram) async throws -> Int {
        try await program.server.turn("hello", in: "a").expectDone()
        for _ in 0..<16 { _ = try await program.server.exchange(.get, "/health") }
        var counts: [Int] = []
        let isSteady = await eventually {
            counts.append(program.descriptors)
            return counts.count >= 20 && Set(counts.suffix(20)).count == 1
        }
        #expect(isSteady)
        return program.descriptors
    }

    /// Streams of the running turn, each of which has come as far as its `init`.
    private static func follow(_ server: TestServer, count: Int) async throws -> [LiveTurn] {
        try await withThrowingTaskGroup(of: LiveTurn.self) { group in
            for _ in 0..<count {
                group.addTask {
                    var stream = LiveTurn(try await server.send(.get, "/sessions/a/events"))
                    try await stream.reachInit()
                    return stream
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// What a client collects that leaves after every event, and from then on stays to the end.
    private static func comeBack(_ server: TestServer, turn: String, times: Int) async throws -> [ServerSentEvent] {
        var collected: [ServerSentEvent] = []
        for _ in 0..<times {
            var stream = LiveTurn(try await again(server, turn, after: collected.last?.id))
            if let event = try await stream.next() { collected.append(event) }
            stream.leave()
        }
        var stream = LiveTurn(try await again(server, turn, after: collected.last?.id))
        return collected + (try await stream.rest().events)
    }

    private static func again(_ server: TestServer, _ turn: String, after last: String?) async throws -> HTTPClientResponse {
        try await server.send(.get, "/sessions/a/events?turn=\(turn)", last.map { [("Last-Event-ID", $0)] } ?? [])
    }
}
