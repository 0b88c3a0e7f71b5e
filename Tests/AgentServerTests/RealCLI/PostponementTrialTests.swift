import ClaudeAgent
import EventLoop
import TestSupport
import Testing

@testable import AgentServer

/// Whether a program can put calls off, tried on it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PostponementTrialTests {
    private func outcome(_ change: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in }) async throws -> Bool {
        try await Workbench.run { bench in
            try await RealAgent.run { real in
                var configuration = TestServer.configuration(bench)
                real(&configuration)
                configuration.runtime.hostEnvironment["TMPDIR"] = bench.path
                change(&configuration)
                let trial = try PostponementTrial(configuration.runtime)
                let answer = try await EventLoopGroup.run(count: 1) { try await trial.run(on: $0.loops[0]) }
                #expect(bench.processes.isEmpty && bench.files() == [])
                return answer
            }
        }
    }

    @Test func thePinnedProgramCan() async throws { #expect(try await outcome()) }

    @Test func oneThatAnswersWithoutAskingCannot() async throws {
        #expect(try await !outcome { $0.runtime.claude = BuiltPrograms.fakeClaude })
    }

    @Test func oneThatDoesNotStartIsAnError() async throws {
        await #expect(throws: AgentError.self) { try await outcome { $0.runtime.claude = "/bin/false" } }
    }
}
