import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import Egress

/// What must never reach the API.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
    private func expectUnseen(
        _ status: Int,
        _ type: String,
        _ ask: @escaping @Sendable (ProxyBench, Placeholder) async throws -> ProxyBench.Answer
    ) async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let answer = try await ask(bench, key)
                #expect(answer.status == status && answer.errorType == type, "\(answer.status) \(answer.text)")
                #expect(answer.json?["type"] == "error" && answer.error?.isEmpty == false)
                #expect(upstream.seen.isEmpty && bench.record.calls.isEmpty)
                #expect(bench.record.lines.allSatisfy { !$0.contains("sk-ant") })
                let next = try await bench.ask("hello", key)
                #expect(next.status == 200)
            }
        }
    }

    @Test(arguments: [
        "/v1/files", "/v1/messages/", "/v1/messages/batches", "/v1/models", "/v1/Messages", "//v1/messages", "/v1//messages",
        "/./v1/messages",
        "/v1/files/../messages", "/v1/%6Dessages", "/v1/messages%2Fcount_tokens", "/v1/messages%3Fx", "/v1/messages;x", "/v1/messages\\",
        "/", "/api/hello",
        "/v1/messages/../files", "/v1/messages/count_tokens/..%2f..%2ffiles",
    ])
    func otherPathsAreRefused(path: String) async throws {
        try await expectUnseen(403, "permission_error") { bench, key in
            try await bench.send(.post, path, ProxyBench.fields(key.text), ProxyBench.body("x"))
        }
    }

    @Test(arguments: [HTTPMethod.get, .put, .delete, .options, .patch, .other("PROPFIND")])
    func otherMethodsAreRefused(method: HTTPMethod) async throws {
        try await expectUnseen(403, "permission_error") { bench, key in
            try await bench.send(method, "/v1/messages", ProxyBench.fields(key.text))
        }
    }

    @Test(arguments: [
        "", "sk-ant-api03-a-real-looking-key", "sk-ant-roost-", "sk-ant-roost-" + String(repeating: "0", count: 64), ProxyBench.realKey,
    ])
    func otherKeysAreRefused(key: String) async throws {
        try await expectUnseen(401, "authentication_error") { bench, _ in
            try await bench.send(.post, "/v1/messages", ProxyBench.fields(key), ProxyBench.body("x"))
        }
    }

    @Test func aRevokedKeyIsRefused() async throws {
        try await expectUnseen(401, "authentication_error") { bench, _ in
            let key = try bench.key("b")
            let spent = bench.proxy.revoke(key)
            #expect(spent == Spending() && bench.proxy.spent(key) == nil && !bench.proxy.setBudget(key, nil))
            return try await bench.ask("x", key)
        }
    }

    @Test func aSparesKeyIsRefusedUntilItIsBound() async throws {
        try await expectUnseen(403, "permission_error") { bench, _ in
            let key = bench.proxy.register(session: nil)
            let refused = try await bench.ask("x", key)
            #expect(refused.error?.contains("no session") == true)
            return refused
        }
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = bench.proxy.register(session: nil)
                let session: SessionID = try #require(SessionID("late"))
                let isBound = bench.proxy.bind(key, to: session)
                let answer = try await bench.ask("x", key)
                #expect(isBound && answer.status == 200 && bench.record.calls.first?.session == session)
            }
        }
    }

    @Test func aBodyAboveTheLimitIsRefused() async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group, { $0.limits.bodyBytes = 1000 }) { bench in
                let key = try bench.key()
                let long = try await bench.send(.post, "/v1/messages", ProxyBench.fields(key.text), [UInt8](repeating: 0x20, count: 1001))
                #expect(long.status == 413 && long.errorType == "request_too_large")
                let piece = String(repeating: "a", count: 0x400)
                let chunked = try await bench.exchange(
                    Self.head(bench, key, ["Transfer-Encoding: chunked"]) + "400\r\n\(piece)\r\n0\r\n\r\n"
                )
                #expect(chunked.contains(" 413 ") && upstream.seen.isEmpty)
            }
        }
    }

    private static func head(_ bench: ProxyBench, _ key: Placeholder, _ fields: [String], target: String = "/v1/messages") -> String {
        let lines = ["POST \(target) HTTP/1.1", "Host: \(bench.address)", "Connection: close", "x-api-key: \(key.text)"] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    @Test(arguments: [
        ["Content-Length: 2", "Content-Length: 3"], ["Content-Length: 2", "Transfer-Encoding: chunked"], ["Transfer-Encoding: xchunked"],
        ["Content-Length : 2"], ["Content-Length: 2", "Host: 127.0.0.1"], ["Content-Length: 2", " folded: x"], ["Content-Length: +2"],
    ])
    func requestsThatCanBeReadInTwoWaysAreRefused(fields: [String]) async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let answer = try await bench.exchange(Self.head(bench, key, fields) + "{}")
                #expect(answer.hasPrefix("HTTP/1.1 400 ") && upstream.seen.isEmpty, "\(answer)")
            }
        }
    }

    @Test func tunnelsAndAbsoluteTargetsAreRefused() async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let tunnel = "CONNECT api.anthropic.com:443 HTTP/1.1\r\nHost: \(bench.address)\r\nConnection: close\r\n\r\n"
                #expect(try await bench.exchange(tunnel).hasPrefix("HTTP/1.1 405 "))
                for target in ["http://\(bench.address)/v1/messages", "https://api.anthropic.com/v1/messages"] {
                    let answer = try await bench.exchange(Self.head(bench, key, ["Content-Length: 2"], target: target) + "{}")
                    #expect(answer.hasPrefix("HTTP/1.1 403 "), "\(answer)")
                }
                #expect(upstream.seen.isEmpty)
            }
        }
    }

    /// A page that a browser on this machine loads from elsewhere must not get through, whatever its name resolves to.
    @Test(arguments: ["Host: localhost:{port}", "Host: evil.example", "Host: 127.0.0.1", "Host: {address}\r\nOrigin: https://evil.example"])
    func requestsOfBrowsersAreRefused(lines: String) async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let host = lines.replacing("{port}", with: "\(bench.address.port ?? 0)").replacing("{address}", with: "\(bench.address)")
                let head =
                    "POST /v1/messages HTTP/1.1\r\n\(host)\r\nConnection: close\r\nx-api-key: \(key.text)\r\nContent-Length: 2\r\n\r\n{}"
                let answer = try await bench.exchange(head)
                #expect(
                    answer.hasPrefix("HTTP/1.1 403 ") && !answer.lowercased().contains("access-control") && upstream.seen.isEmpty,
                    "\(answer)"
                )
            }
        }
    }

    @Test func aCallersOtherCredentialsGoNowhere() async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let theirs = [
                    ("authorization", "Bearer \(key.text)"), ("cookie", "theirs=1"), ("x-goog-api-key", "theirs"),
                    ("anthropic-version", "2023-06-01"),
                ]
                let answer = try await bench.send(.post, "/v1/messages", theirs, ProxyBench.body("x"))
                let seen = try #require(upstream.seen.first)
                #expect(answer.status == 200 && seen.fields.all.allSatisfy { !$0.value.contains("theirs") && !$0.value.contains("roost") })
                #expect(seen.fields["authorization"] == nil && seen.fields["anthropic-version"] == "2023-06-01")
                #expect(seen.fields["host"] == String(url.dropFirst("http://".count)))
            }
        }
    }
}
