import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

/// Many sessions that share few processes: each gets on, remembers everything, and leaves nothing.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CapTests {
    @Test func fiftySessionsOnFiveProcessesAllGoOnAndRememberEverything() async throws {
        let most = try await crowd(50, on: 5, turns: 3) { _ in
        } check: { turn, number, session in
            turn.answer == "turn \(number); first prompt was I am \(session)."
        }
        #expect(most <= 5)
    }

    @Test func sixRealSessionsOnTwoProcessesDoSoToo() async throws {
        try await RealAgent.run { real in
            let most = try await crowd(6, on: 2, turns: 2, real) { turn, number, session in
                turn.answer.contains(["1st", "2nd"][number - 1])
                    && (number == 1 || turn.answer.contains("the first was \"I am \(session).\""))
            }
            #expect(most <= 2)
        }
    }

    /// Lets every session ask its turns one behind the other, all at once.
    ///
    /// - Returns: The most agent processes that were seen together.
    private func crowd(
        _ sessions: Int,
        on cap: Int,
        turns: Int,
        _ change: @escaping @Sendable (inout ServerConfiguration) -> Void,
        check: @escaping @Sendable (Turn, Int, String) -> Bool
    ) async throws -> Int {
        try await Workbench.run { bench in
            let most = try await TestServer.run(in: bench) { configuration in
                change(&configuration)
                configuration.maxAgents = cap
                configuration.spares = 1
                configuration.idleTime = .seconds(600)
            } _: { server in
                try await Self.watching(bench) {
                    try await withThrowingDiscardingTaskGroup { group in
                        for number in 0..<sessions { group.addTask { try await Self.converse(server, "s\(number)", turns, check) } }
                    }
                }
            }
            #expect(bench.processes.isEmpty, "\(bench.processes.map(Workbench.name))")
            return most
        }
    }

    private static func converse(
        _ server: TestServer,
        _ session: String,
        _ turns: Int,
        _ check: @Sendable (Turn, Int, String) -> Bool
    ) async throws {
        for number in 1...turns {
            let turn = try await server.turn(number == 1 ? "I am \(session)." : "Who am I?", in: session)
            turn.expectDone()
            #expect(check(turn, number, session), "\(session), turn \(number): \(turn.answer)")
        }
    }

    /// Counts agent processes while `body` runs.
    private static func watching(_ bench: Workbench, _ body: @escaping @Sendable () async throws -> Void) async throws -> Int {
        try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                try await body()
                return nil
            }
            group.addTask {
                var most = 0
                while !Task.isCancelled {
                    most = max(most, await BlockingExecutor.shared.perform { agents(of: bench) })
                    try? await Task.sleep(for: .milliseconds(100))
                }
                return most
            }
            _ = try await group.next()
            group.cancelAll()
            return try await group.next().flatMap(\.self) ?? 0
        }
    }

    /// Guardians, which are this process's children; what they fork is called like them for a moment.
    private static func agents(of bench: Workbench) -> Int {
        bench.processes.count { pid in
            let fields = ProcessScan.text(of: "/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && Int32(fields[1]) == getpid()
        }
    }
}
