import EventLoop
import HTTP
import Testing

/// What stands in an answer, for each kind of request.
@Suite struct AnswerTests {
    private func answer(to request: String, by handler: @escaping HTTPHandler) async throws -> String {
        try await ServerFixture.run(handler: handler) { try await $0.exchange(request) }
    }

    private static let close = "Host: x\r\nConnection: close\r\n\r\n"

    @Test func lineBreaksInFieldsCannotBeginAnother() async throws {
        let fields = [("Location", "/a\r\nSet-Cookie: b\r\n\r\nbody\0"), ("X-\r\nY", "z")]
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, writer in await writer.respond(.ok, fields) }
        #expect(text.contains("\r\nLocation: /aSet-Cookie: bbody\r\nX-Y: z\r\n"))
        #expect(text.components(of: "\r\n\r\n") == 1)
    }

    @Test(arguments: [204, 304]) func answerThatHasNoBodySendsNeitherBodyNorLength(status: Int) async throws {
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, writer in
            await writer.respond(HTTPStatus(status), body: Array("body".utf8))
        }
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(!text.contains("Content-Length"))
    }

    @Test(arguments: [204, 304]) func streamThatHasNoBodyIsNotChunked(status: Int) async throws {
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, writer in
            await writer.start(HTTPStatus(status), [])
            try await writer.write(Array("body".utf8))
        }
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(!text.contains("chunked"))
    }

    @Test func headIsAnsweredWithTheLengthAndWithoutTheBody() async throws {
        let text = try await answer(to: "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n" + Self.close) { request, writer in
            await writer.respond(.ok, body: Array(request.target.utf8))
        }
        let parts = text.split(separator: "HTTP/1.1 200 OK", omittingEmptySubsequences: true)
        #expect(parts.count == 2)
        #expect(parts.first?.contains("Content-Length: 2\r\n") == true)
        #expect(parts.first?.hasSuffix("\r\n\r\n") == true)
        #expect(text.hasSuffix("/b"))
    }

    @Test func streamedHeadIsAnsweredWithoutChunks() async throws {
        let text = try await answer(to: "HEAD / HTTP/1.1\r\n" + Self.close) { _, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("body".utf8))
        }
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(text.components(of: "\r\n\r\n") == 1)
    }

    @Test func http10ClientKeepsItsConnectionWhenItAsks() async throws {
        let text = try await answer(to: "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n") { request, writer in
            await writer.respond(.ok, body: Array(request.target.utf8))
        }
        #expect(text.components(of: "HTTP/1.1 200 ") == 2)
        #expect(text.components(of: "Connection: keep-alive\r\n") == 1)
        #expect(text.components(of: "Connection: close\r\n") == 1)
    }

    @Test func lastAnswerNeverPromisesToGoOn() async throws {
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, writer in
            let events = await SSEWriter.start(writer)
            try await events.send(ServerSentEvent(data: Array("x".utf8)))
        }
        #expect(text.contains("Connection: close\r\n"))
        #expect(!text.contains("keep-alive"))
    }

    @Test func absoluteTargetLeadsToItsPath() async throws {
        let text = try await answer(to: "GET http://other/a/b?c HTTP/1.1\r\n" + Self.close) { request, writer in
            await writer.respond(.ok, body: Array("\(request.path) \(request.query)".utf8))
        }
        #expect(text.hasSuffix("/a/b c"))
    }

    @Test func continueNeverStandsInTheMiddleOfAnAnswer() async throws {
        try await ServerFixture.run(handler: { request, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("begun".utf8))
            _ = try await request.body.read()
        }) { server in
            let stream = try await server.open("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
            let begun = try await server.text(of: stream, upTo: "begun")
            try await stream.write([0x79])
            let answer = begun + (try await server.rest(of: stream))
            #expect(!answer.contains("100 Continue"))
            #expect(answer.hasSuffix("0\r\n\r\n"))
            stream.close()
        }
    }

    @Test func refusalBeforeTheBodyIsSentDoesNotAskForIt() async throws {
        let text = try await answer(to: "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n") { _, writer in
            await writer.respond(.unauthorized)
        }
        #expect(text.hasPrefix("HTTP/1.1 401 "))
        #expect(text.contains("Connection: close\r\n"))
        #expect(!text.contains("100 Continue"))
    }

    @Test func http10ClientIsNotAskedToContinue() async throws {
        let text = try await answer(to: "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx") { request, writer in
            _ = try await request.body.collect(upTo: 10)
            await writer.respond(.ok)
        }
        #expect(text.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func handlersErrorIsToldAsJSON() async throws {
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, _ in
            throw HTTPError(.malformed, "no \"quotes\"\nhere")
        }
        #expect(text.hasPrefix("HTTP/1.1 400 "))
        #expect(text.hasSuffix(#"{"detail":"no \"quotes\"\nhere"}"#))
    }

    @Test func handlerThatAnswersNothingIsAnErrorOfOurs() async throws {
        let text = try await answer(to: "GET / HTTP/1.1\r\n" + Self.close) { _, _ in }
        #expect(text.hasPrefix("HTTP/1.1 500 "))
    }
}
