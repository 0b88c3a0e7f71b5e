import EventLoop
import HTTP
import Synchronization
import Testing

/// An answer that is whole before its handler has returned.
@Suite struct EarlyEndTests {
    /// Lets a handler go on; it goes on by itself when its task is cancelled.
    private struct Gate: Sendable {
        private let signal = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

        func wait() async { for await _ in signal.stream { break } }
        func open() { signal.continuation.yield() }
    }

    private final class Steps: Sendable {
        private let state = Mutex<[String]>([])

        var all: [String] { state.withLock(\.self) }
        func add(_ step: String) { state.withLock { $0.append(step) } }
    }

    private static func finish(_ writer: ResponseWriter) async throws {
        await writer.start(.ok, [])
        try await writer.write(Array("first ".utf8))
        await writer.finish(Array("last".utf8))
    }

    private static let keeping = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(arguments: ["HTTP/1.1\r\nHost: x\r\nConnection: close", "HTTP/1.0", "HTTP/1.0\r\nConnection: keep-alive"])
    func whoReadsToTheCloseDoesNotWaitForTheHandler(rest: String) async throws {
        let (gate, ended) = (Gate(), Gate())
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            await gate.wait()
            ended.open()
        }
        try await ServerFixture.run(handler: handler) { server in
            let answer = try await server.exchange("GET / \(rest)\r\n\r\n")
            #expect(answer.hasSuffix(rest.contains("1.1") ? "4\r\nlast\r\n0\r\n\r\n" : "\r\n\r\nfirst last"))
            gate.open()
            await ended.wait()
        }
    }

    @Test func whoReadsToTheLastChunkDoesNotWaitEither() async throws {
        let gate = Gate()
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            await gate.wait()
        }
        try await ServerFixture.run(handler: handler) { server in
            let client = HTTPClient(address: server.address, loop: server.loop)
            let response = try await client.send(.get, "/")
            #expect(try await response.body.collect(upTo: 100) == Array("first last".utf8))
            gate.open()
            response.close()
        }
    }

    @Test func aClosingServerEndsItsSideAtOnce() async throws {
        let gate = Gate()
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            await gate.wait()
        }
        try await ServerFixture.run(handler: handler) { server in
            let stream = try await server.open(Self.keeping)
            let answer = try await server.text(of: stream, upTo: "0\r\n\r\n")
            server.server.beginClosing()
            #expect(try await server.rest(of: stream) == "")
            #expect(answer.hasSuffix("0\r\n\r\n") && server.server.connectionCount == 1)
            gate.open()
            stream.close()
            try await server.waitForConnections(0)
        }
    }

    @Test func theNextRequestIsReadOnceTheHandlerHasReturned() async throws {
        let (gate, steps) = (Gate(), Steps())
        let handler: HTTPHandler = { request, writer in
            steps.add("\(request.target) begins")
            try await Self.finish(writer)
            if request.target == "/a" { await gate.wait() }
            steps.add("\(request.target) ends")
        }
        try await ServerFixture.run(handler: handler) { server in
            let stream = try await server.open(Self.keeping)
            _ = try await server.text(of: stream, upTo: "0\r\n\r\n")
            try await stream.write(Array("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
            // Another exchange: what has been sent before it has come by then.
            _ = try await server.exchange("GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(steps.all == ["/a begins", "/c begins", "/c ends"])
            gate.open()
            #expect(try await server.rest(of: stream).hasSuffix("0\r\n\r\n"))
            #expect(steps.all.suffix(3) == ["/a ends", "/b begins", "/b ends"])
            stream.close()
        }
    }

    @Test func whoLeavesAfterTheEndDoesNotCancelTheHandler() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            // Says when the server knows that the peer has left; the bytes are dropped.
            while true {
                do { try await writer.write([0x21]) } catch { break }
                do { try await writer.loop.sleep(for: .milliseconds(1)) } catch { break }
            }
            ended.yield(Task.isCancelled)
        }
        try await ServerFixture.run(handler: handler) { server in
            let stream = try await server.open(Self.keeping)
            let answer = try await server.text(of: stream, upTo: "0\r\n\r\n")
            #expect(!answer.contains("!"))
            stream.close()
            for await wasCancelled in ends {
                #expect(!wasCancelled)
                break
            }
            try await server.waitForConnections(0)
        }
    }

    @Test func anAbortCancelsTheHandlerAllTheSame() async throws {
        let (begun, ended) = (Gate(), Gate())
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            begun.open()
            do { try await writer.loop.sleep(for: .seconds(600)) } catch { ended.open() }
        }
        try await ServerFixture.run(handler: handler) { server in
            let stream = try await server.open(Self.keeping)
            await begun.wait()
            server.server.abortConnections()
            await ended.wait()
            stream.close()
        }
    }

    @Test func whatComesBehindTheEndIsDropped() async throws {
        let handler: HTTPHandler = { _, writer in
            try await Self.finish(writer)
            try await writer.write(Array("more".utf8))
            await writer.finish(Array("end".utf8))
            await writer.respond(.ok, body: Array("other".utf8))
        }
        try await ServerFixture.run(handler: handler) { server in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(answer.hasSuffix("6\r\nfirst \r\n4\r\nlast\r\n0\r\n\r\n"))
        }
    }

    @Test func anAnswerThatHasNotBegunIsNotEnded() async throws {
        let handler: HTTPHandler = { _, writer in
            await writer.finish(Array("lost".utf8))
            await writer.respond(.ok, body: Array("whole".utf8))
        }
        try await ServerFixture.run(handler: handler) { server in
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\nwhole"))
        }
    }
}
