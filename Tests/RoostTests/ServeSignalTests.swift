import EventLoop
import Glibc
import TestSupport
import Testing

/// What the built `roost serve` does with signals.
@Suite(.timeLimit(.minutes(2))) struct ServeSignalTests {
    @Test func aSecondSignalEndsTheServerAtOnce() async throws {
        // Far beyond what this test may take: the first signal alone would wait for the turn as long.
        _ = try await Serve.run(#"exec "$@""#, ["--drain", "1h", "--wall-clock", "1h"]) { serve in
            let port = try #require(serve.said.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap { Int($0.output.1) })
            try await EventLoopGroup.run(count: 1) { group in
                let stream = try await ByteStream.connect(to: .ipv4(host: "127.0.0.1", port: port), on: group.loops[0])
                defer { stream.close() }
                try await stream.write(Array(Self.request.utf8))
                var text = ""
                while !text.contains(#""subtype":"init""#), let bytes = try await stream.read() {
                    text += String(decoding: bytes, as: UTF8.self)
                }
                #expect(text.contains(#""subtype":"init""#), "\(text)")
                serve.child.send(signal: SIGTERM)
                var said = ""
                while !said.contains("info stopping"), let bytes = try await serve.child.standardError?.read() {
                    said += String(decoding: bytes, as: UTF8.self)
                }
                #expect(said.contains("info stopping"), "\(said)")
                serve.child.send(signal: SIGTERM)
                #expect(await serve.child.exitStatus(within: .seconds(30)) == .exited(143))
            }
        }
    }

    private static let request = {
        let body = #"{"prompt":"[[stall:600000]] Hello"}"#
        return
            "POST /sessions/a/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }()
}
