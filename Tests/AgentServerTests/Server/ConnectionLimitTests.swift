import EventLoop
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct ConnectionLimitTests {
    @Test func connectionsAboveTheConfiguredNumberAreTurnedAway() async throws {
        try await TestServer.run {
            $0.maxConnections = 1
        } _: { server in
            let first = try await server.connect()
            defer { first.close() }
            // Answered, so it is let in before the second knocks.
            try await first.write(Array("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            let bytes = try await first.read()
            #expect(bytes?.starts(with: Array("HTTP/1.1 200 ".utf8)) == true)
            let answer = try await server.raw("")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
        }
    }
}
