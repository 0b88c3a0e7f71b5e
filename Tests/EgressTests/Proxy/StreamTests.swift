import Domain
import EventLoop
import HTTP
import HTTPSClient
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Egress

/// What happens to answers on their way, with upstreams that are not as they should be.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    private static let start = """
        event: message_start\ndata: {"type":"message_start","message":{"type":"message","id":"msg_1","model":"claude-opus-4-5",\
        "usage":{"input_tokens":1000,"output_tokens":1}}}\n\n
        """
    private static let events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"

    private static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    /// Runs `body` against a proxy of an upstream that speaks bytes.
    private func run(
        _ change: @escaping @Sendable (inout ModelProxy.Configuration) -> Void = { _ in },
        serve: @escaping @Sendable (ByteStream) async throws -> Void,
        _ body: @escaping @Sendable (ProxyBench, Placeholder) async throws -> Void
    ) async throws {
        try await EventLoopGroup.run(count: 2) { group in
            try await RawServer.run(on: group, serve: serve) { address in
                try await ProxyBench.run(upstream: "http://\(address)/prefix", group: group, change) { bench in
                    try await body(bench, try bench.key())
                }
            }
        }
    }

    @Test func anAnswerPassesByteForByteWithItsStatusAndFields() async throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await run(serve: { stream in
            let request = try await stream.readRequest()
            let status = request.hasPrefix("POST /prefix/v1/messages?a=%2F&b HTTP/1.1\r\n") ? "418 Teapot" : "500 Wrong"
            let fields =
                "X-One: 1\r\nSet-Cookie: a=b\r\nrequest-id: req_9\r\nConnection: x-hop\r\nX-Hop: 1\r\nContent-Length: \(bytes.count)"
            try await stream.write("HTTP/1.1 \(status)\r\n\(fields)\r\n\r\n")
            try await stream.write(bytes)
        }) { bench, key in
            let answer = try await bench.send(.post, "/v1/messages?a=%2F&b", ProxyBench.fields(key.text), Array("{}".utf8))
            #expect(answer.status == 418 && answer.body == bytes)
            #expect(answer.fields["x-one"] == "1" && answer.fields["set-cookie"] == nil && answer.fields["x-hop"] == nil)
            #expect(bench.record.calls.first?.requestID == "req_9" && bench.record.calls.first?.status == 418)
        }
    }

    @Test func eventsPassAsTheyComeAndAreChargedAtOnce() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(Self.events + "\r\n" + Self.chunk(Self.start))
            for await _ in gate { break }
            try await stream.write("0\r\n\r\n")
        }) { bench, key in
            let client = HTTPClient(address: bench.address, loop: bench.loop)
            let answer = try await client.send(.post, "/v1/messages", fields: ProxyBench.fields(key.text), body: ProxyBench.body("x"))
            defer { answer.close() }
            let first = try await answer.body.read()
            #expect(first == Array(Self.start.utf8))
            // 1,000 tokens at 5 dollars a million and one at 25.
            #expect(bench.proxy.spent(key)?.cost.microdollars == 5_025 && bench.record.calls.isEmpty)
            open.yield()
            let rest = try await answer.body.read()
            #expect(rest == nil && bench.record.calls.first?.isWhole == true)
        }
    }

    @Test func aStreamThatIsCutIsSeenToBeCutAndMeteredAsFarAsItCame() async throws {
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(Self.events + "\r\n" + Self.chunk(Self.start))
        }) { bench, key in
            await #expect(throws: HTTPError.self) { _ = try await bench.ask("x", key) }
            let isTold = await eventually { bench.record.calls.count == 1 }
            let call = try #require(bench.record.calls.first)
            #expect(isTold && !call.isWhole && call.tokens.input == 1000 && call.cost.microdollars == 5_025 && call.status == 200)
            #expect(bench.proxy.spent(key)?.cost == call.cost)
        }
    }

    @Test func whatWasWrittenBeforeTheCutIsChargedToo() async throws {
        let text = String(repeating: "word ", count: 800)
        let data = #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(text)"}}"#
        let delta = "event: content_block_delta\ndata: \(data)\n\n"
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(Self.events + "\r\n" + Self.chunk(Self.start) + Self.chunk(delta))
        }) { bench, key in
            await #expect(throws: HTTPError.self) { _ = try await bench.ask("x", key) }
            let isTold = await eventually { bench.record.calls.count == 1 }
            let call = try #require(bench.record.calls.first)
            #expect(isTold && !call.isWhole && (990...1010).contains(call.tokens.output), "\(call)")
            #expect(bench.proxy.spent(key)?.cost == call.cost)
        }
    }

    /// Its figures would have come with its end.
    @Test func aCallWhoseAnswerNobodyWaitedForIsChargedByItsRequest() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            begin.yield()
            _ = try? await stream.read()
        }) { bench, key in
            await withTaskGroup { tasks in
                tasks.addTask { _ = try? await bench.ask(String(repeating: "word", count: 1000), key, streams: false) }
                for await _ in begun { break }
                tasks.cancelAll()
            }
            let isTold = await eventually { bench.record.calls.count == 1 }
            let call = try #require(bench.record.calls.first)
            #expect(isTold && call.status == 0 && (1000..<1100).contains(call.tokens.input), "\(call)")
            #expect(call.cost.microdollars > 4000 && bench.proxy.spent(key)?.cost == call.cost)
        }
    }

    @Test func theUpstreamIsLeftWhenTheCallerLeaves() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(Self.events + "\r\n" + Self.chunk(Self.start))
            let rest = try? await stream.read()
            if rest == nil { end.yield() }
        }) { bench, key in
            let client = HTTPClient(address: bench.address, loop: bench.loop)
            let answer = try await client.send(.post, "/v1/messages", fields: ProxyBench.fields(key.text), body: ProxyBench.body("x"))
            _ = try await answer.body.read()
            answer.close()
            for await _ in ended { break }
            let isTold = await eventually { bench.record.calls.count == 1 }
            #expect(isTold && bench.record.calls.first?.isWhole == false)
        }
    }

    @Test func theUpstreamIsLeftWhenTheCallerLeavesBeforeAnyAnswer() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            begin.yield()
            let rest = try? await stream.read()
            if rest == nil { end.yield() }
        }) { bench, key in
            await withTaskGroup { tasks in
                tasks.addTask { _ = try? await bench.ask("x", key) }
                for await _ in begun { break }
                tasks.cancelAll()
            }
            for await _ in ended { break }
            let isTold = await eventually { bench.record.calls.count == 1 }
            #expect(isTold && bench.record.calls.first?.status == 0)
        }
    }

    @Test func aKeyThatIsRevokedEndsItsCallsAtTheNextPiece() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            try await stream.write(Self.events + "\r\n" + Self.chunk(Self.start))
            for await _ in gate { break }
            try await stream.write(Self.chunk("event: secret\n\n") + "0\r\n\r\n")
        }) { bench, key in
            let client = HTTPClient(address: bench.address, loop: bench.loop)
            let answer = try await client.send(.post, "/v1/messages", fields: ProxyBench.fields(key.text), body: ProxyBench.body("x"))
            defer { answer.close() }
            _ = try await answer.body.read()
            let spent = bench.proxy.revoke(key)
            #expect(spent?.cost.microdollars == 5_025)
            open.yield()
            await #expect(throws: HTTPError.self) { _ = try await answer.body.collect(upTo: 1000) }
        }
    }

    @Test func aSlowCallerSlowsTheUpstream() async throws {
        let sent = Atomic(0)
        let piece = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
        try await run(serve: { stream in
            _ = try await stream.readRequest()
            // No events: their reading would take a debug build longer than their way.
            try await stream.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
            while true {
                try await stream.write(piece)
                sent.add(0x10000, ordering: .relaxed)
            }
        }) { bench, key in
            let client = HTTPClient(address: bench.address, loop: bench.loop)
            let answer = try await client.send(.post, "/v1/messages", fields: ProxyBench.fields(key.text), body: ProxyBench.body("x"))
            defer { answer.close() }
            _ = try await answer.body.read()
            var before = -1
            let hasStopped = try await eventually {
                let now = sent.load(ordering: .relaxed)
                defer { before = now }
                try await bench.loop.sleep(for: .milliseconds(200))
                return now == before
            }
            // Two pairs of sockets' buffers and ours.
            #expect(hasStopped && sent.load(ordering: .relaxed) < 64 << 20)
            var more = 0
            while more < 80 << 20, let bytes = try await answer.body.read() { more += bytes.count }
            #expect(more >= 80 << 20)
        }
    }

    @Test func whatTheUpstreamFailsInIsToldInTheFormOfTheAPI() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            for url in ["http://127.0.0.1:1", "http://nowhere.invalid"] {
                try await ProxyBench.run(upstream: url, group: group) { bench in
                    let key = try bench.key()
                    let answer = try await bench.ask("x", key)
                    #expect(
                        answer.status == 502 && answer.errorType == "api_error" && answer.fields["x-should-retry"] == "true",
                        "\(answer.text)"
                    )
                    #expect(!answer.text.contains("nowhere"), "where the API is, is the operator's business")
                    #expect(
                        bench.record.lines.contains { $0.contains("model API not reached") && $0.contains(url) },
                        "\(bench.record.lines)"
                    )
                    #expect(bench.record.calls.map(\.status) == [502])
                }
            }
        }
        try await run({ $0.client.idleTimeout = .milliseconds(100) }) { stream in
            _ = try await stream.readRequest()
            _ = try await stream.read()
        } _: { bench, key in
            let answer = try await bench.ask("x", key)
            #expect(answer.status == 504 && answer.errorType == "timeout_error" && answer.fields["x-should-retry"] == "true")
        }
        try await run(serve: { _ = try await $0.readRequest() }) { bench, key in
            let answer = try await bench.ask("x", key)
            #expect(answer.status == 502)
        }
    }

    @Test func aThousandCallsLeaveNoDescriptor() async throws {
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let open = { Files.entries(of: "/proc/self/fd").count }
                for _ in 0..<20 { _ = try await bench.ask("x", key) }
                let before = open()
                for number in 0..<1000 {
                    let answer = try await bench.ask("x", key, streams: number % 2 == 0)
                    #expect(answer.status == 200)
                }
                // Other tests of the process may have some open too.
                let isLevel = await eventually { open() <= before + 20 }
                #expect(isLevel && bench.record.calls.count == 1020, "\(before) \(open())")
            }
        }
    }

    @Test func manyCallsAtOnceAllEndWell() async throws {
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group, { $0.limits.callsPerSession = 200 }) { bench in
                let key = try bench.key()
                let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for _ in 0..<100 { tasks.addTask { try await bench.ask("[[usage:10,10]] x", key).status } }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 200, count: 100))
                #expect(bench.proxy.spent(key)?.tokens.output == 1000)
            }
        }
    }
}
