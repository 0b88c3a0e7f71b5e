import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

/// Servers that are killed at every named point of a turn's life, under load, one after another on the same data.
///
/// A group of its own in `scripts/test`; `make faults` runs a thousand rounds. FAULT_ROUNDS says how many, FAULT_SEED which ones.
@Suite(.serialized, .timeLimit(.minutes(60))) struct KillPointTests {
    private static func number(_ variable: String) -> Int? { getenv(variable).flatMap { Int(String(cString: $0)) } }

    private static let rounds = number("FAULT_ROUNDS") ?? 100
    private static let seed = number("FAULT_SEED").map { UInt64(truncatingIfNeeded: $0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))

    @Test func whateverIsKilledNothingIsLostAndNothingHappensTwice() async throws {
        let claude = try await RealClaude.path()
        let start = ContinuousClock.now
        Self.say("FAULT_SEED=\(Self.seed) FAULT_ROUNDS=\(Self.rounds)")
        let figures = try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            let real = try await Self.run("real", .real(claude), rounds: Self.rounds / 10, on: loop)
            let fake = try await Self.run("fake", .fake, rounds: Self.rounds - Self.rounds / 10, on: loop)
            return [real, fake]
        }
        if Self.rounds >= 100 { Self.expectEveryPlace(real: figures[0], fake: figures[1]) }
        print("real: \(figures[0])\nfake: \(figures[1])\n\((ContinuousClock.now - start).components.seconds) s")
    }

    /// How many rounds more there may be for the places that none of them came to.
    private static let pursuits = 60

    /// A hundred rounds, and those that pursue what they missed, come to every place with the imitated agent; ten with the real one to some.
    private static func expectEveryPlace(real: FaultFigures, fake: FaultFigures) {
        for entry in KillPlaces.all { #expect(fake.kills(at: entry.point) > 0, "\(entry.point): \(fake)") }
        #expect(real.reached.intersection(KillPlaces.first.map(\.point)).count >= 3, "\(real)")
    }

    /// At once, also where the output is a pipe.
    private static func say(_ words: String) {
        print(words)
        fflush(nil)
    }

    private static func run(_ name: String, _ agent: FaultWorld.Agent, rounds: Int, on loop: EventLoop) async throws -> FaultFigures {
        try await Workbench.run { bench in
            var world = FaultWorld(name, agent, in: bench, seed: seed, on: loop)
            for round in 1...max(1, rounds) where world.violations.isEmpty {
                try await world.round()
                if round.isMultiple(of: 100) { say("\(round) of \(rounds) rounds with the \(name) agent") }
                if !world.violations.isEmpty { Issue.record("FAULT_SEED=\(seed), round \(round) with the \(name) agent") }
            }
            if Self.rounds >= 100, name == "fake" {
                for _ in 0..<pursuits where world.violations.isEmpty && !world.unreached.isEmpty { try await world.pursue() }
            }
            try await world.finish()
            if !world.violations.isEmpty { print("the data is kept in \(try bench.keepAside())") }
            for violation in world.violations.prefix(20) { Issue.record("FAULT_SEED=\(seed): \(violation)") }
            return world.figures
        }
    }
}
