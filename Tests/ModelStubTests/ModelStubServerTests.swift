import EventLoop
import HTTP
import JSON
import Synchronization
import Testing

@testable import ModelStub

@Suite struct ModelStubServerTests {
    private static let fields = [("x-api-key", "sk-ant-stub-key"), ("Content-Type", "application/json")]

    private static func body(_ prompt: String, streams: Bool = true) -> [UInt8] {
        var cli = CLIConversation()
        cli.streams = streams
        cli.say(prompt)
        return cli.body
    }

    private func post(_ prompt: String, streams: Bool = true, to server: ServedStub) async throws -> Answer {
        try await server.send(.post, "/v1/messages?beta=true", Self.fields, Self.body(prompt, streams: streams))
    }

    @Test func answerIsStreamedAsEvents() async throws {
        try await ServedStub.run { server in
            let answer = try await self.post("hello", to: server)
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "text/event-stream; charset=utf-8")
            #expect(answer.fields["request-id"]?.hasPrefix("req_") == true)
            var parser = SSEParser()
            let events = parser.push(answer.body)
            #expect(events.first?.event == "message_start" && events.last?.event == "message_stop")
        }
    }

    @Test func answerWithoutStreamingIsOneJSONBody() async throws {
        try await ServedStub.run { server in
            let answer = try await self.post("hello", streams: false, to: server)
            #expect(answer.fields["content-type"] == "application/json")
            #expect(try JSONValue(parsing: answer.body)["content"]?[0]?["type"] == "text")
        }
    }

    @Test func waitsGoToTheClock() async throws {
        let clock = RecordingClock()
        try await ServedStub.run(clock: clock) { server in
            _ = try await self.post("[[text:abcd]] [[chunks:4]] [[slow:20000]] [[stall:300000]]", to: server)
        }
        #expect(clock.sleeps == [.seconds(300)] + Array(repeating: .seconds(20), count: 4))
    }

    @Test(arguments: [("[[drop]]", true), ("[[drop]]", false)])
    func dropEndsTheConnectionWithoutAnAnswer(prompt: String, streams: Bool) async throws {
        try await ServedStub.run { server in
            await #expect(throws: (any Error).self) { try await self.post(prompt, streams: streams, to: server) }
            let next = try await self.post("hello", to: server)
            #expect(next.status == 200)
        }
    }

    @Test(arguments: [true, false])
    func dropMidCutsABegunAnswer(streams: Bool) async throws {
        try await ServedStub.run { server in
            let answer = try await self.post("[[drop-mid]]", streams: streams, to: server)
            #expect(answer.status == 200 && answer.isCut)
            #expect(!answer.body.isEmpty)
        }
    }

    @Test func errorKeepsItsStatusAndFields() async throws {
        try await ServedStub.run { server in
            let answer = try await self.post("[[error:529 retry-after=2]]", to: server)
            #expect(answer.status == 529 && answer.fields["retry-after"] == "2")
            #expect(try JSONValue(parsing: answer.body)["error"]?["type"] == "overloaded_error")
        }
    }

    @Test func headIsAnsweredWithoutABody() async throws {
        try await ServedStub.run { server in
            let answer = try await server.send(.head, "/", [], nil)
            #expect(answer.status == 200 && answer.body.isEmpty)
        }
    }

    @Test func bodyAboveTheLimitIsRefusedInTheEnvelope() async throws {
        try await ServedStub.run { server in
            let body = [UInt8](repeating: 0x20, count: StubAPI.largestBody + 1)
            let answer = try await server.send(.post, "/v1/messages", Self.fields, body)
            #expect(answer.status == 413)
            #expect(try JSONValue(parsing: answer.body)["error"]?["type"] == "request_too_large")
        }
    }

    @Test func requestsAreLogged() async throws {
        let records = try await ServedStub.run { server in
            _ = try await self.post("hello", to: server)
            _ = try await server.send(.get, "/v1/models", [], nil)
            return server.records
        }
        #expect(records.map(\.path) == ["/v1/messages", "/v1/models"])
        #expect(records.map(\.status) == [200, 401])
        #expect(records[0].messageCount == 2 && records[0].keyFingerprint != nil && records[1].keyFingerprint == nil)
    }

    @Test func manyConversationsAreAnsweredAtOnce() async throws {
        try await ServedStub.run(loops: 2) { server in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<40 {
                    tasks.addTask { try await self.post("prompt \(number)", to: server).status }
                }
                for try await status in tasks {
                    #expect(status == 200)
                }
            }
        }
    }

    @Test func cancelledServerFreesItsAddress() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let first = try await ServedStub.serveBriefly(on: .tcp(host: "127.0.0.1", port: 0), group: group)
            let port = try #require(first.port)
            let second = try await ServedStub.serveBriefly(on: .tcp(host: "127.0.0.1", port: port), group: group)
            #expect(second == first)
        }
    }
}
