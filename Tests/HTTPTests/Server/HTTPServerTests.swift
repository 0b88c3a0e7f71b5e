import EventLoop
import HTTP
import Testing

@Suite struct HTTPServerTests {
    @Test func answersOnOneConnectionInOrder() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.exchange(
                "GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b?c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz"
                    + "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            #expect(answer.components(of: "HTTP/1.1 200 OK") == 3)
            #expect(answer.contains("GET /a "))
            #expect(answer.contains("POST /b?c xyz"))
            #expect(answer.hasSuffix("GET /last "))
        }
    }

    @Test func chunkedBodyIsReadWhole() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            #expect(answer.hasSuffix("POST / abcde"))
        }
    }

    @Test func requestSplitAtEveryByteIsUnderstood() async throws {
        try await ServerFixture.run { server in
            let request = Array("POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nA:\r\nB: \r\nContent-Length: 2\r\n\r\nok".utf8)
            let answer = try await server.exchange(request.map { [$0] })
            #expect(answer.hasSuffix("POST /x ok"))
        }
    }

    @Test func unreadBodyDoesNotCostTheAnswer() async throws {
        let refuse: HTTPHandler = { _, writer in await writer.respond(.unauthorized, body: Array("no".utf8)) }
        try await ServerFixture.run(handler: refuse) { server in
            let body = String(repeating: "x", count: 300_000)
            let answer = try await server.exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + body)
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.contains("Connection: close"))
        }
    }

    @Test func continueIsSentWhenTheBodyIsWanted() async throws {
        try await ServerFixture.run { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            defer { stream.close() }
            try await stream.write(
                Array("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 1\r\n\r\n".utf8)
            )
            let interim = try #require(try await stream.read())
            #expect(String(decoding: interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            try await stream.write([0x79])
            #expect(try await server.rest(of: stream).hasSuffix("POST / y"))
        }
    }

    @Test func clientThatLeavesCancelsItsHandler() async throws {
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
            try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            while server.server.connectionCount == 0 { try await server.loop.sleep(for: .milliseconds(1)) }
            stream.close()
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func slowReaderSuspendsTheWriter() async throws {
        let endless: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            while true { try await writer.write([UInt8](repeating: 0, count: 64 * 1024)) }
        }
        try await ServerFixture.run(handler: endless) { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            var total = 0
            while total < 4 << 20, let bytes = try await stream.read() { total += bytes.count }
            #expect(total >= 4 << 20)
            stream.close()
        }
    }

    @Test func tasksThatWriteAtOnceAllGoOnWhenTheReaderDoes() async throws {
        let crowd: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<4 {
                    tasks.addTask { for _ in 0..<16 { try await writer.write([UInt8](repeating: 0x78, count: 256 * 1024)) } }
                }
                try await tasks.waitForAll()
            }
        }
        try await ServerFixture.run(handler: crowd) { server in
            let client = HTTPClient(address: server.address, loop: server.loop)
            let response = try await client.send(.get, "/")
            #expect(try await response.body.collect(upTo: 32 << 20).count == 4 * 16 * 256 * 1024)
            response.close()
        }
    }

    @Test func cancellationEndsAWaitingWrite() async throws {
        let (ended, signal) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let impatient: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { while true { try await writer.write([UInt8](repeating: 0, count: 1 << 20)) } }
                tasks.addTask {
                    try await writer.loop.sleep(for: .milliseconds(50))
                    throw CancellationError()
                }
                await #expect(throws: CancellationError.self) { try await tasks.next() }
                tasks.cancelAll()
            }
            signal.yield(true)
        }
        try await ServerFixture.run(handler: impatient) { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
            stream.close()
        }
    }

    @Test func slowHeadIsRefusedInTime() async throws {
        var limits = HTTPServerLimits()
        // Time enough for its beginning to come: who sends nothing at all is not answered.
        limits.headTimeout = .seconds(1)
        try await ServerFixture.run(limits: limits) { server in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHos")
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func slowBodyIsRefusedInTime() async throws {
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(600)
        limits.bodyTimeout = .milliseconds(50)
        try await ServerFixture.run(limits: limits) { server in
            let answer = try await server.exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func idleConnectionIsClosed() async throws {
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(600)
        limits.idleTimeout = .milliseconds(50)
        try await ServerFixture.run(limits: limits) { server in
            let answer = try await server.exchange("GET /k HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.hasSuffix("GET /k "))
        }
    }

    @Test func connectionAboveTheLimitGets503() async throws {
        var limits = HTTPServerLimits()
        limits.connections = 1
        try await ServerFixture.run(limits: limits) { server in
            let first = try await ByteStream.connect(to: server.address, on: server.loop)
            while server.server.connectionCount == 0 { try await server.loop.sleep(for: .milliseconds(1)) }
            let answer = try await server.exchange("")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            first.close()
        }
    }

    @Test func closingLetsTheRunningExchangeFinish() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let slow: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("begun ".utf8))
            for await _ in ends { break }
            try await writer.write(Array("ended".utf8))
        }
        try await ServerFixture.run(handler: slow) { server in
            let stream = try await ByteStream.connect(to: server.address, on: server.loop)
            let idle = try await ByteStream.connect(to: server.address, on: server.loop)
            try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            _ = try await stream.read()
            server.server.beginClosing()
            end.yield()
            #expect(try await idle.read() == nil)
            #expect(try await server.rest(of: stream).contains("ended"))
        }
    }

    @Test func http10ClientGetsAnUnchunkedStream() async throws {
        let stream: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            try await writer.write(Array("plain".utf8))
        }
        try await ServerFixture.run(handler: stream) { server in
            let answer = try await server.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\nplain"))
            #expect(!answer.contains("chunked"))
        }
    }

    @Test func clientReadsWhatTheServerSends() async throws {
        try await ServerFixture.run(loops: 2) { server in
            let client = HTTPClient(address: server.address, loop: server.loop)
            let response = try await client.send(.post, "/there", fields: [("X-Y", "z")], body: Array("hello".utf8))
            #expect(response.status == .ok)
            #expect(try await response.body.collect(upTo: 1000) == Array("POST /there hello".utf8))
            response.close()
        }
    }
}

extension String {
    /// How often `part` occurs.
    func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}
