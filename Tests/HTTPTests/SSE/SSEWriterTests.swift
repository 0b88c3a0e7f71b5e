import EventLoop
import HTTP
import Testing

@Suite struct SSEWriterTests {
    @Test func streamIsNotToBeBufferedOrCached() async throws {
        try await ServerFixture.run(handler: { _, writer in
            let events = await SSEWriter.start(writer, extraFields: [("X-Y", "z")])
            try await events.send(ServerSentEvent(id: "1", data: Array("x".utf8)))
        }) { server in
            let client = HTTPClient(address: server.address, loop: server.loop)
            let response = try await client.send(.get, "/")
            #expect(response.fields["content-type"] == "text/event-stream; charset=utf-8")
            #expect(response.fields["cache-control"] == "no-store, no-transform")
            #expect(response.fields["x-accel-buffering"] == "no")
            #expect(response.fields["x-y"] == "z")
            #expect(try await response.body.collect(upTo: 100) == Array("id: 1\ndata: x\n\n".utf8))
        }
    }

    @Test func heartbeatsEndWithTheAnswerAndDoNotMindThatTheClientHasLeft() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        try await ServerFixture.run(handler: { _, writer in
            let events = await SSEWriter.start(writer)
            await events.finish(ServerSentEvent(data: Array("x".utf8)))
            do {
                try await events.sendHeartbeats(every: .milliseconds(1), clock: LoopClock(writer.loop))
                ended.yield(true)
            } catch {
                ended.yield(false)
            }
        }) { server in
            let stream = try await server.open("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            stream.close()
            for await isQuiet in ends {
                #expect(isQuiet)
                break
            }
        }
    }

    @Test func heartbeatsComeBetweenEventsAndCutNone() async throws {
        let data = [UInt8](repeating: 0x78, count: 20_000)
        try await ServerFixture.run(handler: { _, writer in
            let events = await SSEWriter.start(writer)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await events.sendHeartbeats(every: .milliseconds(1), clock: LoopClock(writer.loop)) }
                for _ in 0..<20 {
                    try await events.send(ServerSentEvent(data: data))
                    try await writer.loop.sleep(for: .milliseconds(1))
                }
                tasks.cancelAll()
            }
        }) { server in
            let client = HTTPClient(address: server.address, loop: server.loop)
            let response = try await client.send(.get, "/")
            let bytes = try await response.body.collect(upTo: 8 << 20)
            var parser = SSEParser()
            #expect(parser.push(bytes) == Array(repeating: ServerSentEvent(data: data), count: 20))
            #expect(String(decoding: bytes, as: UTF8.self).contains(": ping\n\n"))
        }
    }
}
