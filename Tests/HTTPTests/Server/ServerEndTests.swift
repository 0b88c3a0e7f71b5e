import EventLoop
import Testing

@testable import HTTP

/// How connections end, and what goes on when they should not.
@Suite struct ServerEndTests {
    @Test func connectionGoesOnBehindABodyThatNobodyRead() async throws {
        let refuse: HTTPHandler = { request, writer in
            // All of it has come: what has not cannot be known to have an end, so the connection would have to be closed.
            while request.method == .post, !request.body.isComplete { try await writer.loop.sleep(for: .milliseconds(1)) }
            await writer.respond(request.method == .post ? .unauthorized : .ok, body: Array(request.target.utf8))
        }
        try await ServerFixture.run(handler: refuse) { server in
            let body = String(repeating: "x", count: 100_000)
            let stream = try await server.open("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + body)
            let first = try await server.text(of: stream, upTo: "/a")
            #expect(first.hasPrefix("HTTP/1.1 401 "))
            #expect(!first.contains("Connection: close"))
            try await stream.write(Array("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
            #expect(try await server.rest(of: stream).hasSuffix("/b"))
            stream.close()
        }
    }

    @Test func requestBehindTheLastOneIsNotAnswered() async throws {
        let (begun, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (gate, opening) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let slow: HTTPHandler = { request, writer in
            signal.yield()
            for await _ in gate { break }
            await writer.respond(.ok, body: Array(request.target.utf8))
        }
        try await ServerFixture.run(handler: slow) { server in
            let request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
            let stream = try await server.open(request + request)
            var iterator = begun.makeAsyncIterator()
            await iterator.next()
            server.server.beginClosing()
            opening.yield()
            let answer = try await server.rest(of: stream)
            #expect(answer.components(of: "HTTP/1.1 200 ") == 1)
            #expect(answer.contains("Connection: close\r\n"))
            stream.close()
        }
    }

    @Test func connectionThatComesBehindAnAbortIsClosed() async throws {
        try await ServerFixture.run { server in
            server.server.abortConnections()
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            #expect(try await server.rest(of: stream) == "")
            stream.close()
        }
    }

    @Test func floodAboveTheLimitIsNotAnsweredWithoutBound() async throws {
        var limits = HTTPServerLimits()
        limits.connections = 1
        // None of those turned away makes room while the others come.
        limits.lingerTimeout = .seconds(600)
        try await ServerFixture.run(limits: limits) { server in
            let first = try await ByteStream.connect(to: server.address, on: server.loop)
            try await server.waitForConnections(1)
            var streams: [ByteStream] = []
            for _ in 0..<100 { streams.append(try await ByteStream.connect(to: server.address, on: server.loop)) }
            var answers: [String] = []
            for stream in streams { answers.append(try await server.rest(of: stream)) }
            #expect(answers.count { $0.hasPrefix("HTTP/1.1 503 ") } == 64)
            #expect(answers.count { $0.isEmpty } == 36)
            for stream in streams + [first] { stream.close() }
        }
    }

    @Test func clientThatLeavesAtOnceHasItsRequestCancelled() async throws {
        let (ended, signal) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let wait: HTTPHandler = { _, writer in
            do {
                try await writer.loop.sleep(for: .seconds(60))
                signal.yield(false)
            } catch {
                signal.yield(error is CancellationError)
            }
        }
        try await ServerFixture.run(handler: wait) { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            stream.enqueue(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            stream.closeWhenDrained()
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func clientThatOnlyEndsItsSideStillGetsAQuickAnswer() async throws {
        try await ServerFixture.run { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            stream.enqueue(Array("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            stream.endWriting()
            #expect(try await server.rest(of: stream).hasSuffix("GET /a "))
            stream.close()
        }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"])
    func streamThatTheEndOfThePeersSideCutsOffIsNotEndedAsWhole(request: String) async throws {
        let wait: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("part".utf8))
            // Heeds the cancellation and returns as if all were well.
            try? await writer.loop.sleep(for: .seconds(60))
        }
        try await ServerFixture.run(handler: wait) { server in
            let stream = try await server.open(request)
            let begun = try await server.text(of: stream, upTo: "part\r\n")
            await withCheckedContinuation { continuation in
                server.loop.execute {
                    stream.endWriting()
                    continuation.resume()
                }
            }
            let rest = try await server.rest(of: stream)
            #expect((begun + rest).hasSuffix("4\r\npart\r\n"))
            stream.close()
            try await server.waitForConnections(0)
        }
    }

    @Test func streamWhoseHandlerFailsIsNotEndedAsWhole() async throws {
        struct Broken: Error {}
        let failing: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("part".utf8))
            throw Broken()
        }
        try await ServerFixture.run(handler: failing) { server in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.hasSuffix("4\r\npart\r\n"))
        }
    }

    @Test func streamThatOnlyTheCloseEndsIsCutAtOnceWhenItsHandlerFails() async throws {
        struct Broken: Error {}
        let failing: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await writer.write([UInt8](repeating: 0x78, count: 32 << 20)) }
                try? await writer.loop.sleep(for: .milliseconds(20))
                tasks.cancelAll()
            }
            throw Broken()
        }
        try await ServerFixture.run(handler: failing) { server in
            let stream = try await server.open("GET / HTTP/1.0\r\n\r\n")
            try await server.waitForConnections(1)
            try await server.waitForConnections(0)
            let received = try await server.rest(of: stream)
            #expect(received.utf8.count < 32 << 20)
            stream.close()
        }
    }
}
