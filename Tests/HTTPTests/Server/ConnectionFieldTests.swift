import EventLoop
import HTTP
import Testing

/// What an answer says about its connection: one thing, and the truth.
@Suite struct ConnectionFieldTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let version: String
        let asks: String?
        let answer: String
        let isDraining: Bool

        var testDescription: String { "\(version), \(asks ?? "nothing"), \(answer), \(isDraining ? "draining" : "open")" }
        var request: String {
            "GET /\(answer) HTTP/\(version)\r\nHost: x\r\n" + (asks.map { "Connection: \($0)\r\n" } ?? "") + "\r\n"
        }
    }

    private static let rows = ["1.0", "1.1"].flatMap { version in
        [nil, "keep-alive", "close"].flatMap { asks in
            ["whole", "stream", "events", "empty", "close"].flatMap { answer in
                [false, true].map { Row(version: version, asks: asks, answer: answer, isDraining: $0) }
            }
        }
    }

    private static let answer: HTTPHandler = { request, writer in
        let goesOn = ("Connection", "keep-alive")
        switch request.path {
        case "/whole": await writer.respond(.ok, [goesOn])
        case "/stream": await writer.start(.ok, [goesOn])
        case "/events": _ = await SSEWriter.start(writer)
        case "/empty": await writer.start(.noContent, [goesOn])
        default: await writer.respond(.ok, [("connection", "Close")])
        }
    }

    @Test(arguments: rows) func isSaidOnceAndKept(row: Row) async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (goes, go) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let handler: HTTPHandler = { request, writer in
            arrived.yield()
            for await _ in goes { break }
            try await Self.answer(request, writer)
        }
        try await ServerFixture.run(handler: handler) { server in
            let stream = try await server.open(row.request)
            defer { stream.close() }
            for await _ in arrivals { break }
            if row.isDraining { server.server.beginClosing() }
            go.yield()
            let head = try await server.text(of: stream, upTo: "\r\n\r\n").lowercased()
            let said = head.split(separator: "\r\n").filter { $0.hasPrefix("connection:") }
            #expect(said.count <= 1, "\(head)")
            if said == ["connection: close"] {
                _ = try await server.rest(of: stream)
            } else {
                #expect(!row.isDraining && row.answer != "close")
            }
            #expect(row.version == "1.1" || said.count == 1)
        }
    }
}
