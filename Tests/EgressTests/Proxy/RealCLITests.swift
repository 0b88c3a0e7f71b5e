import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import Egress

/// The real `claude` on the proxy, whose upstream is the offline model.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RealCLITests {
    /// The folders of one agent, and a mark that its processes carry.
    private struct Place: Sendable {
        let root: String
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)

        init(_ root: String) throws {
            self.root = root
            for folder in ["work", "config", "home", "tmp"] { try Files.makeFolder("\(root)/\(folder)") }
        }

        func launch(_ claude: String, _ bench: ProxyBench, _ key: Placeholder) throws -> AgentLaunch {
            var policy = EnvironmentPolicy(
                configDirectory: root + "/config",
                home: root + "/home",
                temporaryDirectory: root + "/tmp",
                workingDirectory: root + "/work"
            )
            policy.credential = .apiKey(Secret(key.text))
            policy.provider = .anthropic(baseURL: bench.baseURL)
            policy.declaresSandbox = true
            var options = AgentOptions()
            options.workingDirectory = root + "/work"
            options.settingSources = []
            options.tools = .named(["Bash"])
            options.allowedTools = ["Bash"]
            options.environment["ROOST_TEST_MARK"] = mark
            return AgentLaunch(
                executable: claude,
                options: options,
                environment: try AgentEnvironment(host: ["PATH": "/usr/local/bin:/usr/bin:/bin"], options: options, policy: policy),
                supervision: Supervision(guardian: BuiltProgram.path("roost-guardian"))
            )
        }

        /// Everything that the agent's processes show of themselves and all that lies in its folders.
        func traces() -> [[UInt8]] {
            let pids = ProcessScan.marked("ROOST_TEST_MARK=\(mark)")
            let shown = pids.flatMap { pid in ["environ", "cmdline"].map { "/proc/\(pid)/\($0)" } }
            return (shown + files(below: root)).compactMap { try? Files.read($0, upTo: 64 << 20) }
        }

        private func files(below folder: String) -> [String] {
            Files.entries(of: folder).flatMap { name -> [String] in
                let path = "\(folder)/\(name)"
                let inner = files(below: path)
                return inner.isEmpty ? [path] : inner
            }
        }
    }

    private func run(_ body: @escaping @Sendable (Place, String, StubUpstream, ProxyBench) async throws -> Void) async throws {
        let claude = try await RealClaude.path()
        try await withTemporaryFolder { root in
            let place = try Place(root)
            try await StubUpstream.run { upstream, url, group in
                try await ProxyBench.run(upstream: url, group: group) { try await body(place, claude, upstream, $0) }
            }
        }
    }

    private func holds(_ bytes: [UInt8], _ text: String) -> Bool { String(decoding: bytes, as: UTF8.self).contains(text) }

    @Test func aTurnWorksAndTheRealKeyIsNowhereInTheAgentsReach() async throws {
        try await run { place, claude, upstream, bench in
            let key = try bench.key("canary")
            try await AgentSession.run(try place.launch(claude, bench, key), on: bench.loop) { session in
                let prompt = UserPrompt(#"[[tool:Bash {"command":"env; cat /proc/$PPID/environ | tr '\\0' '\\n'"}]] "#)
                let outcome = try await session.ask(prompt)
                let result = try #require(outcome.answers.last?.result)
                #expect(result.text?.contains("Bash answered") == true, "\(result)")
                let traces = place.traces()
                #expect(traces.contains { self.holds($0, key.text) }, "the search finds what is there")
                #expect(!traces.contains { self.holds($0, ProxyBench.realKey) })
            }
            #expect(!place.traces().contains { self.holds($0, ProxyBench.realKey) })
            let shown = place.traces().contains { self.holds($0, "ANTHROPIC_BASE_URL=\(bench.baseURL)") }
            #expect(shown, "the transcript has what the tool printed")
            #expect(!upstream.seen.isEmpty)
            for seen in upstream.seen {
                #expect(seen.fields["x-api-key"] == ProxyBench.realKey && seen.fields["authorization"] == nil)
                #expect(seen.fields.all.allSatisfy { !$0.value.contains(key.text) })
            }
            #expect(bench.record.calls.count >= 2 && bench.record.calls.allSatisfy { $0.session?.text == "canary" && $0.isWhole })
            #expect(bench.record.lines.allSatisfy { !$0.contains("sk-ant") })
        }
    }

    /// A refusal that the CLI took for a passing one would hold the turn for minutes.
    @Test func aSpentBudgetEndsTheTurnAtOnceAndSaysSo() async throws {
        try await run { place, claude, _, bench in
            let key = try bench.key(budget: USD("0.01"))
            try await AgentSession.run(try place.launch(claude, bench, key), on: bench.loop) { session in
                let first = try await session.ask("[[usage:1000,10000]] one")
                let spent = try #require(first.answers.last?.result)
                #expect(!spent.isError, "\(spent)")
                let start = ContinuousClock.now
                let second = try await session.ask("two")
                let result = try #require(second.answers.last?.result)
                #expect(result.isError && result.apiErrorStatus == 402, "\(result)")
                #expect(result.text?.contains("this session has spent its budget of $0.01") == true, "\(result)")
                #expect(start.duration(to: .now) < .seconds(20))
                #expect(bench.record.lines.filter { $0.contains("spent its budget") }.count == 1)
            }
        }
    }

    @Test func aFailureOfTheAPIIsTriedAgain() async throws {
        try await run { place, claude, _, bench in
            let key = try bench.key()
            try await AgentSession.run(try place.launch(claude, bench, key), on: bench.loop) { session in
                let outcome = try await session.ask("[[error:529 x1]] hello")
                let result = try #require(outcome.answers.last?.result)
                #expect(!result.isError, "\(result)")
                #expect(bench.record.calls.map(\.status) == [529, 200])
            }
        }
    }
}

extension AgentSession {
    /// One turn, at most a minute.
    fileprivate func ask(_ prompt: UserPrompt) async throws -> TurnOutcome { try await turn(prompt, within: .seconds(60)) { _ in } }
}
