import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import Egress

@Suite(.timeLimit(.minutes(1))) struct BudgetTests {
    @Test func aSpentBudgetEndsTheCallsOfItsSessionAlone() async throws {
        try await StubUpstream.run { upstream, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key(budget: USD("0.50"))
                let other = try bench.key("b")
                // 100,000 tokens written cost two dollars.
                let first = try await bench.ask("[[usage:1,100000]] one", key)
                #expect(first.status == 200 && bench.proxy.spent(key)?.cost == USD(microdollars: 2_000_004))
                let second = try await bench.ask("two", key)
                #expect(second.status == 402 && second.errorType == "billing_error" && second.fields["x-should-retry"] == "false")
                #expect(second.error == "this session has spent its budget of $0.50")
                let count = upstream.seen.count
                #expect(count == 1)
                let third = try await bench.ask("three", other)
                #expect(third.status == 200)
                #expect(bench.proxy.setBudget(key, USD("3")))
                let fourth = try await bench.ask("four", key)
                #expect(fourth.status == 200)
                #expect(bench.record.lines.contains { $0.contains("spent its budget") && $0.contains("session.id=a") })
                #expect(bench.record.denied == [SessionID("a")])
            }
        }
    }

    @Test func countingTokensCostsNothing() async throws {
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let path = "/v1/messages/count_tokens?beta=true"
                let answer = try await bench.send(.post, path, ProxyBench.fields(key.text), ProxyBench.body("x"))
                #expect(answer.status == 200 && answer.json?["input_tokens"] != nil && bench.proxy.spent(key) == Spending())
                #expect(bench.record.calls.first?.isWhole == true)
            }
        }
    }

    /// The account is written before the caller can know that the answer is over, so a turn's cost is known at its end.
    @Test(arguments: [true, false]) func theCallIsToldBeforeTheCallerSeesTheEnd(streams: Bool) async throws {
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                for number in 1...20 {
                    _ = try await bench.ask("x", key, streams: streams)
                    #expect(bench.record.calls.count == number)
                }
                let numbers = bench.record.calls.map(\.number)
                #expect(Set(numbers).count == 20 && bench.record.calls.allSatisfy { $0.isWhole && $0.requestID?.hasPrefix("req_") == true })
            }
        }
    }

    @Test func anAnswerThatDoesNotSayWhatItUsedIsLogged() async throws {
        try await ScriptedUpstream.run(handler: { request, response in
            _ = try await request.body.collect(upTo: 1 << 20)
            await response.respond(.ok, [("content-type", "application/json"), ("content-encoding", "gzip")], body: Array("x".utf8))
        }) { url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let answer = try await bench.ask("x", key)
                #expect(answer.text == "x" && bench.record.lines.contains { $0.contains("model call not metered") })
                _ = try await bench.send(.post, "/v1/messages/count_tokens", ProxyBench.fields(key.text), ProxyBench.body("x"))
                let warnings = bench.record.lines.filter { $0.contains("not metered") }
                #expect(warnings.count == 1)
            }
        }
    }

    @Test func callsBeyondTheBoundAreRefusedAndToldWhenToTryAgain() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await ScriptedUpstream.run(handler: { request, response in
            _ = try await request.body.collect(upTo: 1 << 20)
            begin.yield()
            for await _ in gate { break }
            await response.respond(.ok, [("content-type", "application/json")], body: Array("{}".utf8))
        }) { url, group in
            try await ProxyBench.run(upstream: url, group: group, { $0.limits.callsPerSession = 1 }) { bench in
                let key = try bench.key()
                async let first = bench.ask("one", key)
                for await _ in begun { break }
                let refused = try await bench.ask("two", key)
                #expect(refused.status == 429 && refused.fields["retry-after"] == "1" && refused.errorType == "rate_limit_error")
                open.yield()
                let answer = try await first
                #expect(answer.status == 200)
                open.yield()
                let next = try await bench.ask("three", key)
                #expect(next.status == 200)
            }
        }
    }

    @Test func callsSideBySideWaitForWhatIsLeftOfTheBudget() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await ScriptedUpstream.run(handler: { request, response in
            _ = try await request.body.collect(upTo: 1 << 20)
            begin.yield()
            for await _ in gate { break }
            await response.respond(.ok, [("content-type", "application/json")], body: Array("{}".utf8))
        }) { url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                // A hundred tokens that may be written cost two thousandths of a dollar.
                let key = try bench.key(budget: USD("0.001"))
                async let first = bench.ask("one", key)
                for await _ in begun { break }
                let refused = try await bench.ask("two", key)
                #expect(refused.status == 429 && refused.fields["x-should-retry"] == "true" && refused.fields["retry-after"] == "1")
                #expect(refused.error?.contains("may spend what is left") == true && bench.record.denied.isEmpty)
                open.yield()
                _ = try await first
                open.yield()
                let next = try await bench.ask("two", key)
                #expect(next.status == 200)
            }
        }
    }

    @Test func aRefusalOfTheUpstreamIsNoneOfTheProxys() async throws {
        try await ScriptedUpstream.run(handler: { request, response in
            _ = try await request.body.collect(upTo: 1 << 20)
            await response.respond(HTTPStatus(402), [("content-type", "application/json")], body: Array("{}".utf8))
        }) { url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                let answer = try await bench.ask("x", key)
                #expect(answer.status == 402 && bench.record.denied.isEmpty && bench.proxy.spent(key) == Spending())
            }
        }
    }

    @Test func aLineIsLoggedForEachCallWithoutItsContent() async throws {
        try await StubUpstream.run { _, url, group in
            try await ProxyBench.run(upstream: url, group: group) { bench in
                let key = try bench.key()
                _ = try await bench.ask("[[usage:1000,20]] a-word-of-the-prompt", key)
                let line = try #require(bench.record.lines.first { $0.contains("model call") })
                for part in [
                    "session.id=a", "status=200", "model=claude-opus-5-5", "tokens.input=1000", "tokens.output=20", "cost.usd=0.0044",
                    "ms=",
                ] {
                    #expect(line.contains(part), "\(part): \(line)")
                }
                let all = bench.record.lines.joined()
                #expect(!all.contains("a-word-of") && !all.contains("sk-ant") && !all.contains("x-api-key"))
            }
        }
    }
}
