import EventLoop
import HTTP
import HTTPSClient
import TestSupport
import Testing

@testable import Egress

@Suite(.timeLimit(.minutes(1))) struct LifeTests {
    private func proxy(_ group: EventLoopGroup, _ change: (inout ModelProxy.Configuration) -> Void) throws -> ModelProxy {
        let upstream = try #require(ServerURL("http://127.0.0.1:1"))
        var configuration = ModelProxy.Configuration(upstream: upstream, credential: .apiKey("real"))
        change(&configuration)
        return ModelProxy(configuration, group: group)
    }

    @Test func itListensOnLoopbackOnlyAndWithACredentialOnly() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let open = try proxy(group) { $0.address = .ipv4(host: "0.0.0.0", port: 0) }
            await #expect(throws: ModelProxyError.notLoopback(.ipv4(host: "0.0.0.0", port: 0))) { try await open.run { _ in } }
            let poor = try proxy(group) { $0.credential = .bearer("") }
            await #expect(throws: ModelProxyError.unusableCredential) { try await poor.run { _ in } }
        }
    }

    @Test(arguments: [("http://model.invalid", 1), ("https://model.invalid", 0), ("http://127.0.0.1:1", 0)])
    func aKeyThatGoesOverANetworkInClearIsWarnedOf(url: String, warnings: Int) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                #expect(bench.record.lines.filter { $0.contains("without TLS") }.count == warnings)
            }
        }
    }

    @Test func aUnixSocketServesTooAndIsGoneAfterwards() async throws {
        try await withTemporaryFolder { folder in
            try await StubUpstream.run { _, url, group in
                let path = "\(folder)/model.sock"
                let upstream = try #require(ServerURL(url))
                var configuration = ModelProxy.Configuration(upstream: upstream, credential: .apiKey("real"))
                configuration.address = .unix(path: path)
                let proxy = ModelProxy(configuration, group: group)
                let (urls, found) = AsyncStream.makeStream(of: String.self)
                await withTaskGroup { tasks in
                    tasks.addTask { try? await proxy.run { found.yield($0) } }
                    for await url in urls {
                        #expect(url == "http://localhost")
                        break
                    }
                    let key = proxy.register(session: nil)
                    let client = HTTPClient(address: .unix(path: path), loop: group.loops[0])
                    let answer = try? await client.send(
                        .post,
                        "/v1/messages",
                        fields: ProxyBench.fields(key.text),
                        body: ProxyBench.body("x")
                    )
                    #expect(answer?.status.code == 403)
                    answer?.close()
                    tasks.cancelAll()
                }
                #expect(!Files.exists(path))
            }
        }
    }
}
