import ClaudeAgent
import Domain
import HTTP
import JSON
import Telemetry
import Testing

@testable import AgentServer

@Suite struct ServerMetricsTests {
    private func metrics() -> ServerMetrics {
        let metrics = ServerMetrics(version: "0.1.0", cli: "2.1.0", routes: ["/health", "/sessions/{id}/messages"])
        metrics.watch {
            3
        } held: {
            1
        } pool: {
            ProcessPool(limits: .init()).counts
        }
        return metrics
    }

    private func text(_ metrics: ServerMetrics) -> String { String(decoding: metrics.registry.exposition(), as: UTF8.self) }

    /// Name and type of every metric.
    private func types(_ metrics: ServerMetrics) -> [(name: String, type: String)] {
        text(metrics).split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { line in
            let parts = line.split(separator: " ")
            return (String(parts[2]), String(parts[3]))
        }
    }

    @Test func everythingThatIsPromisedIsThere() {
        let names = Set(types(metrics()).map(\.name))
        let promised = [
            "build_info", "sessions", "sessions_held", "session_starts_total", "session_start_duration_seconds", "turns_total",
            "turn_duration_seconds", "first_event_duration_seconds", "pool_instances", "pool_claims_total", "process_reaps_total",
            "store_operation_duration_seconds", "store_errors_total", "sse_subscribers", "sse_resumes_total", "tokens_total",
            "cost_usd_total", "budget_denials_total", "http_request_duration_seconds", "mirror_errors_total",
        ]
        let own = [
            "process_resident_memory_bytes", "process_open_fds", "process_max_fds", "process_cpu_seconds_total",
            "process_start_time_seconds",
        ]
        #expect(names == Set(promised.map { "roost_\($0)" } + own))
    }

    /// The rules of Prometheus' own linter, and its page on naming.
    @Test func everyNameFollowsTheConventions() {
        let types = types(metrics())
        let suffixes = ["_bucket", "_sum", "_count"]
        let units = ["milliseconds", "minutes", "hours", "ms", "kilobytes", "megabytes", "kb", "mb", "percent"]
        for (name, type) in types {
            #expect(name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil && !name.contains("__"))
            #expect(name.hasSuffix("_total") == (type == "counter"), "\(name)")
            #expect(!suffixes.contains(where: name.hasSuffix), "\(name)")
            #expect(name.split(separator: "_").allSatisfy { !units.contains(String($0)) }, "\(name)")
            #expect(!["counter", "gauge", "histogram", "summary"].contains { name.split(separator: "_").contains($0[...]) }, "\(name)")
            #expect(type != "histogram" || name.hasSuffix("_seconds") || name.hasSuffix("_bytes"), "\(name)")
            #expect(name.hasPrefix("roost_") || name.hasPrefix("process_"))
        }
        #expect(types.count == Set(types.map(\.name)).count && types.count > 20)
    }

    @Test func everyMetricSaysWhatItIs() {
        for line in text(metrics()).split(separator: "\n") where line.hasPrefix("# HELP ") {
            #expect(line.split(separator: " ").count > 5 && line.hasSuffix("."), "\(line)")
        }
    }

    @Test func everyMetricIsInTheDocumentation() throws {
        let page = try ProjectFile.text("docs/operations.md")
        for (name, _) in types(metrics()) { #expect(page.contains("| `\(name)` |"), "\(name)") }
    }

    @Test func labelsAreDeclaredFromTheStart() {
        let text = text(metrics())
        for line in [
            #"roost_session_starts_total{start="spare"} 0"#, #"roost_turns_total{outcome="timed_out"} 0"#,
            #"roost_process_reaps_total{reason="shutting_down"} 0"#, #"roost_pool_instances{state="idle"} 0"#,
            #"roost_pool_claims_total{result="miss"} 0"#, #"roost_budget_denials_total{scope="session"} 0"#, "roost_sessions 3",
            #"roost_build_info{version="0.1.0",claude_version="2.1.0"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func whatHappensIsCounted() throws {
        let metrics = metrics()
        metrics.started(.spare, after: .milliseconds(2))
        metrics.started(.new, after: .milliseconds(300))
        metrics.started(.live, after: .zero)
        metrics.ended(.init(Interruption.timedOut), after: .seconds(1800))
        let usage = Usage(
            try #require(try JSONValue(parsing: #"{"input_tokens":5,"output_tokens":7,"cache_read_input_tokens":-1}"#).object)
        )
        metrics.used(usage, model: "claude-x", cost: USD("0.25"))
        let text = text(metrics)
        for line in [
            #"roost_session_starts_total{start="live"} 1"#, #"roost_pool_claims_total{result="hit"} 1"#,
            #"roost_pool_claims_total{result="miss"} 1"#, #"roost_session_start_duration_seconds_bucket{start="spare",le="0.005"} 1"#,
            #"roost_turns_total{outcome="timed_out"} 1"#, "roost_turn_duration_seconds_sum 1800",
            #"roost_tokens_total{type="output",model="claude-x"} 7"#, #"roost_tokens_total{type="cache_read",model="claude-x"} 0"#,
            "roost_cost_usd_total 0.25",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func aTurnWhoseTimeNobodyKnowsIsCountedAndNotMeasured() {
        let metrics = metrics()
        metrics.ended(.lost, after: nil)
        let text = text(metrics)
        #expect(text.contains(#"roost_turns_total{outcome="lost"} 1"# + "\n") && text.contains("roost_turn_duration_seconds_count 0\n"))
    }

    @Test func aRefusedCallIsADenialOfItsTurn() {
        let metrics = metrics()
        metrics.deniedCall()
        #expect(text(metrics).contains(#"roost_budget_denials_total{scope="turn"} 1"# + "\n"))
    }

    private func result(_ text: String) throws -> ResultMessage {
        ResultMessage(try #require(try JSONValue(parsing: text).object))
    }

    /// The totals are the whole conversation's, and `usage` is of the main loop alone.
    @Test func tokensAreCountedForTheModelThatUsedThem() throws {
        let metrics = metrics()
        let since = #"{"claude-main":{"inputTokens":5,"outputTokens":3},"claude-sub":{"inputTokens":100,"cacheReadInputTokens":7}}"#
        let totals = #"{"claude-main":{"inputTokens":50,"outputTokens":30},"claude-sub":{"inputTokens":100,"cacheReadInputTokens":7}}"#
        metrics.used(
            try result(
                #"{"usage":{"input_tokens":5,"output_tokens":3},"modelUsage":\#(totals),"model_usage_since_last_result":\#(since)}"#
            )
        )
        metrics.used(
            try result(#"{"usage":{"input_tokens":5},"modelUsage":\#(totals),"model_usage_since_last_result":{}}"#)
        )
        let text = text(metrics)
        for line in [
            #"{type="input",model="claude-main"} 5"#, #"{type="output",model="claude-main"} 3"#, #"{type="input",model="claude-sub"} 100"#,
            #"{type="cache_read",model="claude-sub"} 7"#,
        ] {
            #expect(text.contains("roost_tokens_total\(line)\n"), "\(line): \(text)")
        }
    }

    @Test func tokensOfNoKnownModelAreNotGivenToOne() throws {
        let metrics = metrics()
        metrics.used(try result(#"{"usage":{"input_tokens":5},"modelUsage":{"a":{},"b":{}}}"#))
        metrics.used(try result(#"{"usage":{"input_tokens":7},"modelUsage":{"b":{}}}"#))
        let text = text(metrics)
        #expect(text.contains(#"roost_tokens_total{type="input",model="other"} 5"# + "\n"))
        #expect(text.contains(#"roost_tokens_total{type="input",model="b"} 7"# + "\n"))
    }

    @Test(arguments: Interruption.allCases) func everyInterruptionIsAnOutcome(interruption: Interruption) {
        #expect(ServerMetrics.TurnOutcome(interruption).rawValue == interruption.rawValue)
    }

    @Test func strangersCannotMakeSeries() {
        let metrics = metrics()
        for number in 0..<2000 {
            metrics.requests.answered("/\(number)", .other("M\(number)"), HTTPStatus(100 + number), after: .milliseconds(1))
            metrics.requests.answered("/health", .get, .ok, after: .milliseconds(1))
        }
        let counts = text(metrics).split(separator: "\n").filter { $0.hasPrefix("roost_http_request_duration_seconds_count{") }
        #expect(counts.count <= 40)
        #expect(counts.contains(#"roost_http_request_duration_seconds_count{route="/health",method="GET",status="200"} 2000"#))
        #expect(counts.contains { $0.contains(#"route="other",method="other",status="other""#) })
        #expect(!text(metrics).contains("M1"))
    }

    @Test func theProcessTellsOfItself() throws {
        let lines = text(metrics()).split(separator: "\n")
        for name in ["process_resident_memory_bytes", "process_open_fds", "process_max_fds", "process_start_time_seconds"] {
            let line = try #require(lines.first { $0.hasPrefix("\(name) ") })
            #expect(Double(line.dropFirst(name.count + 1)) ?? 0 > 0)
        }
    }
}
