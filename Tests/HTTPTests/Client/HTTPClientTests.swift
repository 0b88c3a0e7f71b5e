import EventLoop
import HTTP
import Testing

@Suite struct HTTPClientTests {
    @Test func interimAnswersAreSkipped() async throws {
        try await CannedServer.run([
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ]) {
            let response = try await $0.client.send(.get, "/")
            #expect(response.status == .ok)
            #expect(response.fields["link"] == nil)
            #expect(try await response.body.collect(upTo: 10) == Array("ok".utf8))
        }
    }

    @Test func answerToHeadHasALengthAndNoBody() async throws {
        try await CannedServer.run(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"], staysOpen: true) {
            let response = try await $0.client.send(.head, "/")
            #expect(response.fields["content-length"] == "5")
            #expect(try await response.body.collect(upTo: 10) == [])
            response.close()
        }
    }

    @Test func bodyWithoutALengthEndsWithTheConnection() async throws {
        try await CannedServer.run(["HTTP/1.1 200 OK\r\n\r\nsome ", "more"]) {
            let response = try await $0.client.send(.get, "/")
            #expect(try await response.body.collect(upTo: 100) == Array("some more".utf8))
        }
    }

    @Test(arguments: [
        ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"],
        ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"],
    ])
    func bodyThatBreaksOffIsAnError(_ pieces: [String]) async throws {
        try await CannedServer.run(pieces) {
            let response = try await $0.client.send(.get, "/")
            let error = await #expect(throws: HTTPError.self) { try await response.body.collect(upTo: 100) }
            #expect(error?.code == .disconnected)
        }
    }

    @Test(arguments: [
        ("", HTTPError.Code.disconnected), ("HTTP/1.1 200", .disconnected), ("nonsense", .malformed),
        ("HTTP/1.1 200 OK\r\nA: " + String(repeating: "a", count: 100_000), .malformed),
    ])
    func answerThatIsNoneIsAnError(_ text: String, _ code: HTTPError.Code) async throws {
        try await CannedServer.run([text]) { server in
            let error = await #expect(throws: HTTPError.self) { try await server.client.send(.get, "/") }
            #expect(error?.code == code)
        }
    }

    @Test func silenceIsAnErrorInTime() async throws {
        try await CannedServer.run([], staysOpen: true) { server in
            let error = await #expect(throws: HTTPError.self) {
                try await server.client.send(.post, "/", body: [UInt8](repeating: 0, count: 8 << 20), headDeadline: .milliseconds(50))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func cancellationEndsTheWaitForAnAnswer() async throws {
        try await CannedServer.run([], staysOpen: true) { server in
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { _ = try await server.client.send(.get, "/") }
                try? await server.loop.sleep(for: .milliseconds(20))
                tasks.cancelAll()
                await #expect(throws: CancellationError.self) { try await tasks.next() }
            }
        }
    }

    @Test(arguments: ["/a b", "/a\r\nX: y", "/é"]) func targetThatWouldBreakTheRequestLineIsRefused(_ target: String) async throws {
        try await CannedServer.run([]) { server in
            await #expect(throws: HTTPError.self) { try await server.client.send(.get, target) }
        }
    }
}
