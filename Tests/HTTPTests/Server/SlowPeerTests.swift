import EventLoop
import HTTP
import Synchronization
import Testing

/// Clients that take or send too little, too late, or never.
@Suite struct SlowPeerTests {
    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    private func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
        var limits = HTTPServerLimits()
        change(&limits)
        return limits
    }

    @Test func readerThatTakesNothingIsCutAndItsHandlerEnds() async throws {
        let (ended, signal) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let endless: HTTPHandler = { _, writer in
            await writer.start(.ok, [])
            do {
                while true { try await writer.write([UInt8](repeating: 0, count: 1 << 20)) }
            } catch {
                signal.yield((error as? HTTPError)?.code == .disconnected)
            }
        }
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .milliseconds(50) }, handler: endless) { server in
            let stream = try await server.open(Self.get)
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
            try await server.waitForConnections(0)
            stream.close()
        }
    }

    @Test func aReaderThatIsCutReadsInTheEndWhenToComeBack() async throws {
        let (ended, signal) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let endless: HTTPHandler = { _, writer in
            defer { signal.yield(true) }
            let events = await SSEWriter.start(writer, retry: 1000)
            while true { try await events.send(ServerSentEvent(id: "1", data: [UInt8](repeating: 0x78, count: 1 << 20))) }
        }
        // Time enough for it to begin reading, once it has been cut.
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .seconds(3) }, handler: endless) { server in
            let stream = try await server.open(Self.get)
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
            let text = try await server.rest(of: stream)
            // Whole frames, and behind them no end of the answer.
            #expect(text.hasSuffix("x\n\n\r\nd\r\nretry: 1000\n\n\r\n"), "\(text.suffix(60))")
            try await server.waitForConnections(0)
            stream.close()
        }
    }

    @Test func aReaderThatIsCutAndNeverReadsIsClosed() async throws {
        let endless: HTTPHandler = { _, writer in
            let events = await SSEWriter.start(writer, retry: 1000)
            while true { try await events.send(ServerSentEvent(data: [UInt8](repeating: 0x78, count: 1 << 20))) }
        }
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .milliseconds(50) }, handler: endless) { server in
            let stream = try await server.open(Self.get)
            try await server.waitForConnections(1)
            try await server.waitForConnections(0)
            stream.close()
        }
    }

    @Test func answerThatNobodyTakesDoesNotKeepItsConnection() async throws {
        let large: HTTPHandler = { _, writer in await writer.respond(.ok, body: [UInt8](repeating: 0, count: 32 << 20)) }
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .milliseconds(50) }, handler: large) { server in
            let stream = try await server.open("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try await server.waitForConnections(1)
            try await server.waitForConnections(0)
            stream.close()
        }
    }

    @Test func slowReaderThatGoesOnGetsEverything() async throws {
        let large: HTTPHandler = { _, writer in await writer.respond(.ok, body: [UInt8](repeating: 0x78, count: 24 << 20)) }
        // All pauses together are longer; each is much shorter, so that a slow machine does not make it too long.
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .seconds(3) }, handler: large) { server in
            let stream = try await server.open("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            var total = 0
            var lastPause = 0
            while let bytes = try await stream.read() {
                total += bytes.count
                guard total - lastPause > 1 << 20 else { continue }
                lastPause = total
                try await server.loop.sleep(for: .milliseconds(150))
            }
            #expect(total > 24 << 20)
            stream.close()
        }
    }

    @Test func requestsWhoseAnswersNobodyTakesAreNotAllAnswered() async throws {
        let handled = Mutex(0)
        let large: HTTPHandler = { _, writer in
            handled.withLock { $0 += 1 }
            await writer.respond(.ok, body: [UInt8](repeating: 0, count: 1 << 20))
        }
        try await ServerFixture.run(limits: limits { $0.writeTimeout = .milliseconds(50) }, handler: large) { server in
            let stream = try await server.open(String(repeating: Self.get, count: 500))
            try await server.waitForConnections(1)
            try await server.waitForConnections(0)
            #expect(handled.withLock { $0 } < 50)
            stream.close()
        }
    }

    @Test func trickledHeadIsRefusedInTime() async throws {
        // Time enough for its beginning to come, and less than all of it takes.
        try await ServerFixture.run(limits: limits { $0.headTimeout = .seconds(1) }) { server in
            let stream = try await server.open("G")
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for byte in "ET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".utf8 {
                        try await stream.write([byte])
                        try await server.loop.sleep(for: .milliseconds(20))
                    }
                }
                let answer = try await server.rest(of: stream)
                #expect(answer.hasPrefix("HTTP/1.1 408 "))
                tasks.cancelAll()
            }
            stream.close()
        }
    }

    @Test func connectionThatSendsNothingIsClosed() async throws {
        try await ServerFixture.run(limits: limits { $0.headTimeout = .milliseconds(50) }) { server in
            let answer = try await server.exchange("")
            #expect(answer == "")
        }
    }

    @Test func clientThatDoesNotCloseIsNotWaitedForLong() async throws {
        // The long deadline before it must not put the short one off.
        let limits = limits {
            $0.headTimeout = .seconds(600)
            $0.lingerTimeout = .milliseconds(50)
        }
        try await ServerFixture.run(limits: limits) { server in
            let stream = try await server.open("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(try await server.text(of: stream, upTo: "GET /").hasSuffix("GET / "))
            try await server.waitForConnections(0)
            stream.close()
        }
    }

    @Test func readOfABodyEndsWhenItsTaskIsCancelled() async throws {
        let impatient: HTTPHandler = { request, writer in
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { _ = try await request.body.read() }
                tasks.cancelAll()
                await #expect(throws: CancellationError.self) { try await tasks.next() }
            }
            await writer.respond(.ok, body: Array("done".utf8))
        }
        try await ServerFixture.run(handler: impatient) { server in
            let answer = try await server.exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
            #expect(answer.hasSuffix("done"))
        }
    }
}
