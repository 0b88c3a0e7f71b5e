import ContractSuite
import EventLoop
import Glibc
import TestSupport
import Testing

/// The whole contract against the program that people run, on the real CLI.
@Suite(.serialized) struct BuiltServerTests {
    private static var options: ContractOptions {
        var options = ContractOptions()
        options.heartbeat = .seconds(3)
        return options
    }

    @Test func everyRequirementHoldsWithAToken() async throws {
        try await withTemporaryFolder { folder in
            try await EventLoopGroup.run(count: 1) { group in
                let server = try await BuiltServer.start(in: folder, settings: ["AGENT_AUTH_TOKEN": "t0ken"], on: group.loops[0])
                let reports = await ContractSuite.run(baseURL: server.baseURL, token: "t0ken", options: Self.options)
                for report in reports { #expect(report.verdict == .passed, "\(report.line)") }
                #expect(await server.end(SIGTERM) == "exit code 0")
            }
        }
    }

    @Test func conversationOutlivesAKilledServer() async throws {
        try await withTemporaryFolder { folder in
            try await EventLoopGroup.run(count: 1) { group in
                let first = try await BuiltServer.start(in: folder, on: group.loops[0])
                let (before, state) = await ContractSuite.beforeRestart(baseURL: first.baseURL, options: Self.options)
                #expect(!before.isFailure, "\(before.line)")
                #expect(await first.end(SIGKILL) == "signal 9")
                let second = try await BuiltServer.start(in: folder, on: group.loops[0])
                let after = await ContractSuite.afterRestart(
                    baseURL: second.baseURL,
                    options: Self.options,
                    state: try #require(state)
                )
                #expect(!after.isFailure, "\(after.line)")
                #expect(await second.end(SIGTERM) == "exit code 0")
            }
        }
    }
}
