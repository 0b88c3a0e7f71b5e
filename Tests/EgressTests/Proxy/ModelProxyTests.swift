import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import Egress

@Suite(.timeLimit(.minutes(1))) struct ModelProxyTests {
    @Test(arguments: [true, false]) func aCallPassesWithTheRealKeyInPlaceOfThePlaceholder(streams: Bool) async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let answer = try await bench.ask("[[usage:1000,200,30,4]] hello", key, streams: streams)
                #expect(answer.status == 200 && answer.text.contains("hello"), "\(answer.text)")
                let seen = try #require(upstream.seen.first)
                #expect(seen.fields.values(of: "x-api-key") == [ProxyBench.realKey])
                #expect(seen.target == "/v1/messages?beta=true")
                #expect(seen.fields.all.allSatisfy { !$0.value.contains(key.text) })
                let call = try #require(bench.record.calls.first)
                #expect(call.session?.text == "a" && call.isWhole && call.status == 200 && call.model == "claude-opus-5-5")
                #expect(call.tokens.input == 1000 && call.tokens.output == 200 && call.tokens.cacheRead == 30, "\(call)")
                #expect(bench.proxy.spent(key)?.cost == call.cost && call.cost > USD(microdollars: 0))
            }
        }
    }
}
