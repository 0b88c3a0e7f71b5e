import EventLoop
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import HTTPSClient

@Suite(.timeLimit(.minutes(1))) struct HTTPSClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func aRequestArrivesAsItIsAndNothingIsAddedToIt() async throws {
        let requests = Mutex<[String]>([])
        let fields = [
            ("x-one", "1"), ("X-Empty", ""), ("content-length", "99"), ("Host", "elsewhere"), ("bad name", "x"), ("y", "a\r\nz: b"),
        ]
        try await ClientFixture.run(serve: { stream in
            let text = try await stream.readRequest()
            requests.withLock { $0.append(text) }
            try await stream.write(Self.ok)
        }) { fixture in
            let answer = try await fixture.send(fixture.post("{\"a\":1}", fields: fields))
            #expect(answer == (200, "ok"))
            let first = requests.withLock { $0.first }
            let request = try #require(first)
            let host = fixture.server.origin.dropFirst("http://".count)
            #expect(
                request == "POST /x HTTP/1.1\r\nHost: \(host)\r\nx-one: 1\r\nX-Empty:\r\ny: az: b\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
            )
        }
    }

    @Test func answersComeAsTheyAreSent() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(
                "HTTP/1.1 100 Continue\r\nx: no\r\n\r\nHTTP/1.1 201 Fine\r\nX-A: b \r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"
            )
            for await _ in gate { break }
            try await stream.write("3\r\ntwo\r\n0\r\nx-trailer: 1\r\n\r\n")
        }) { fixture in
            try await fixture.client.withResponse(to: fixture.post()) { answer in
                #expect(answer.status.code == 201 && answer.fields["x-a"] == "b" && answer.fields["x"] == nil)
                let value1 = try await answer.body.read()
                #expect(value1 == Array("one".utf8))
                open.yield()
                let value2 = try await answer.body.read()
                #expect(value2 == Array("two".utf8))
                let value3 = try await answer.body.read()
                #expect(value3 == nil)
                #expect(answer.fields["x-trailer"] == nil)
            }
        }
    }

    /// The head tells the length of a body that does not come.
    @Test func theAnswerToAHeadRequestEndsWithItsHead() async throws {
        try await ClientFixture.run(serve: { stream in
            while true {
                let text = try await stream.readRequest()
                let isHead = text.hasPrefix("HEAD /x HTTP/1.1\r\n")
                try await stream.write(isHead ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" : Self.ok)
            }
        }) { fixture in
            let head = try await fixture.send(HTTPSRequest(.head, "/x", of: fixture.server))
            #expect(head == (200, ""))
            let next = try await fixture.send(fixture.post())
            #expect(next == (200, "ok"), "the connection goes on")
            let refused = try await code { try await fixture.send(HTTPSRequest(.head, "/x", of: fixture.server, body: [0x78])) }
            #expect(refused == .malformedRequest)
        }
    }

    @Test func connectionsAreUsedAgain() async throws {
        let connections = Atomic(0)
        try await ClientFixture.run(serve: { stream in
            connections.add(1, ordering: .relaxed)
            while true {
                _ = try await stream.readRequest()
                try await stream.write(Self.ok)
            }
        }) { fixture in
            for _ in 0..<5 {
                let value4 = try await fixture.send(fixture.post()).status
                #expect(value4 == 200)
            }
            #expect(connections.load(ordering: .relaxed) == 1)
        }
    }

    /// A server may close an idle connection at any time; the request that meets the closed one goes out anew.
    @Test func aPooledConnectionThatHasDiedIsReplaced() async throws {
        let connections = Atomic(0)
        try await ClientFixture.run(serve: { stream in
            connections.add(1, ordering: .relaxed)
            _ = try await stream.readRequest()
            try await stream.write(Self.ok)
        }) { fixture in
            for _ in 0..<3 {
                let value5 = try await fixture.send(fixture.post()).status
                #expect(value5 == 200)
            }
            #expect(connections.load(ordering: .relaxed) == 3)
        }
    }

    @Test func aSlowReaderSlowsTheServer() async throws {
        let sent = Atomic(0)
        let piece = [UInt8](repeating: 0x61, count: 64 * 1024)
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write("HTTP/1.1 200 OK\r\n\r\n")
            while true {
                try await stream.write(piece)
                sent.add(piece.count, ordering: .relaxed)
            }
        }) { fixture in
            try await fixture.client.withResponse(to: fixture.post()) { answer in
                _ = try await answer.body.read()
                // Until the server has not got on for a while: the kernel's buffers are full and ours are bounded.
                var before = -1
                _ = try await eventually {
                    let now = sent.load(ordering: .relaxed)
                    defer { before = now }
                    try await fixture.loop.sleep(for: .milliseconds(200))
                    return now == before
                }
                let inOurMemory = try await answer.body.read()?.count ?? 0
                #expect(inOurMemory <= 192 * 1024)
                #expect(sent.load(ordering: .relaxed) < 32 << 20)
                var more = 0
                while more < 64 << 20, let bytes = try await answer.body.read() { more += bytes.count }
                #expect(more >= 64 << 20)
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
    func anAnswerThatIsCutIsSeenToBeCut(answer: String) async throws {
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(answer)
            // Everything is with the kernel; the close follows.
        }) { fixture in
            try await fixture.client.withResponse(to: fixture.post()) { answer in
                #expect(answer.status.code == 200)
                await #expect(throws: HTTPError.self) { try await answer.body.collect(upTo: 1000) }
            }
        }
    }

    @Test func whatGoesWrongBeforeTheHeadHasACode() async throws {
        try await ClientFixture.run(serve: { stream in
            if try await stream.readRequest().contains("garbage") { try await stream.write("no http at all\r\n\r\n") }
        }) { fixture in
            let value6 = try await code { try await fixture.send(fixture.post()) }
            #expect(value6 == .disconnected)
            let garbage = try await code { try await fixture.send(fixture.post("garbage")) }
            #expect(garbage == .malformedAnswer)
            let closed = HTTPSRequest(.post, "/", of: try #require(ServerURL("http://127.0.0.1:1")))
            let value7 = try await code { try await fixture.send(closed) }
            #expect(value7 == .unreachable)
            let nowhere = HTTPSRequest(.post, "/", of: try #require(ServerURL("http://nowhere.invalid")))
            let value8 = try await code { try await fixture.send(nowhere) }
            #expect(value8 == .unresolved)
            let target = HTTPSRequest(.post, "/a b", of: fixture.server)
            let value9 = try await code { try await fixture.send(target) }
            #expect(value9 == .malformedRequest)
        }
    }

    @Test func aHeadWithoutBoundIsRefused() async throws {
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<10_000 { try await stream.write("x-\(number): \(String(repeating: "a", count: 100))\r\n") }
        }) { fixture in
            let value10 = try await code { try await fixture.send(fixture.post()) }
            #expect(value10 == .malformedAnswer)
        }
    }

    @Test func aServerThatSaysNothingMeetsTheDeadline() async throws {
        try await ClientFixture.run({ $0.idleTimeout = .milliseconds(200) }) { stream in
            let request = try await stream.readRequest()
            if request.contains("begin") { try await stream.write("HTTP/1.1 200 OK\r\n\r\nabc") }
            _ = try await stream.read()
        } _: { fixture in
            let value11 = try await code { try await fixture.send(fixture.post()) }
            #expect(value11 == .timedOut)
            do {
                _ = try await fixture.send(fixture.post("begin"))
                Issue.record("the body had an end")
            } catch let error as HTTPError {
                #expect(error.code == .timedOut)
            }
        }
    }

    @Test func aReaderThatTakesItsTimeMeetsNoDeadline() async throws {
        let body = String(repeating: "a", count: 8 << 20)
        try await ClientFixture.run({ $0.idleTimeout = .seconds(1) }) { stream in
            _ = try await stream.readRequest()
            try await stream.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            _ = try await stream.read()
        } _: { fixture in
            try await fixture.client.withResponse(to: fixture.post()) { answer in
                var count = try await answer.body.read()?.count ?? 0
                try await fixture.loop.sleep(for: .milliseconds(1500))
                while let bytes = try await answer.body.read() { count += bytes.count }
                #expect(count == body.utf8.count)
            }
        }
    }

    @Test(arguments: [true, false]) func aCancelledExchangeEndsItsConnection(afterHead: Bool) async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            if afterHead { try await stream.write("HTTP/1.1 200 OK\r\n\r\nabc") }
            begin.yield()
            // Nothing more is sent: this is the end of the connection.
            _ = try? await stream.read()
            end.yield()
        }) { fixture in
            await withTaskGroup { tasks in
                tasks.addTask { _ = try? await fixture.send(fixture.post()) }
                for await _ in begun { break }
                tasks.cancelAll()
            }
            for await _ in ended { break }
        }
    }

    @Test func closingTheClientFailsWhatIsUnderWayAndWhatComesLater() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            begin.yield()
            _ = try await stream.read()
        }) { fixture in
            async let first = code { try await fixture.send(fixture.post()) }
            for await _ in begun { break }
            await fixture.client.close()
            let value12 = try await first
            #expect(value12 == .closed)
            let value13 = try await code { try await fixture.send(fixture.post()) }
            #expect(value13 == .closed)
        }
    }

    @Test func aRedirectIsAnAnswerLikeAnyOther() async throws {
        try await ClientFixture.run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        }) { fixture in
            let value14 = try await fixture.send(fixture.post()).status
            #expect(value14 == 302)
        }
    }

    @Test func aLargeBodyIsSentWhole() async throws {
        let counts = Mutex(0)
        let body = String(repeating: "0123456789abcdef", count: 1 << 20)
        try await ClientFixture.run(serve: { stream in
            var count = 0
            while count < body.utf8.count, let bytes = try await stream.read() { count += bytes.count }
            counts.withLock { $0 = count }
            try await stream.write(Self.ok)
            _ = try await stream.read()
        }) { fixture in
            let value15 = try await fixture.send(fixture.post(body)).status
            #expect(value15 == 200)
            #expect(counts.withLock(\.self) >= body.utf8.count)
        }
    }
}
