import EventLoop
import JSON
import TestSupport
import Testing

/// `roost doctor` with the real CLI and the offline model.
@Suite(.serialized) struct DoctorCommandTests {
    private func checks(_ output: String) throws -> [String: String] {
        let checks = try JSONValue(parsing: output)["checks"]?.array ?? []
        return Dictionary(checks.map { ($0["check"]?.string ?? "", $0["status"]?.string ?? "") }) { $1 }
    }

    @Test func aMachineThatServesIsWell() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await Program.run(["doctor", "--quick", "--max-agents", "2", "--data", folder])
            #expect(outcome.code == 0 && outcome.talk.isEmpty, "\(outcome.output)\(outcome.talk)")
            for check in ["files", "memory", "disk", "data", "clock", "claude", "guardian", "agent", "waiting"] {
                #expect(outcome.output.contains(" \(check) "))
            }
            #expect(outcome.output.contains(" of memory, 1 GiB for everything else"))
            #expect(Files.entries(of: folder) == [])
        }
    }

    @Test func anAgentIsMeasuredAndNothingIsLeft() async throws {
        let claude = try await RealClaude.path()
        try await withTemporaryFolder { folder in
            let more = ["ROOST_CLAUDE": claude, "TMPDIR": folder]
            let call = ["doctor", "--format", "json", "--max-agents", "2", "--data", "\(folder)/data"]
            let outcome = try await Program.run(call, more, limit: .seconds(120))
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.talk)")
            let json = try JSONValue(parsing: outcome.output)
            let checks = try checks(outcome.output)
            #expect(json["status"] == "ok" && checks["agent"] == "ok" && checks["waiting"] == "ok")
            let peak = json["capacity"]?["peak_bytes"]?.int ?? 0
            #expect((50 << 20)...(2 << 30) ~= peak, "\(peak)")
            #expect(json["capacity"]?["agents"]?.int ?? 0 >= 1)
            #expect(Files.entries(of: folder) == [])
        }
    }

    @Test func whatFailsIsToldAndExitsWithItsStatus() async throws {
        let more = ["ROOST_CLAUDE": "/bin/true", "ROOST_GUARDIAN": "/nonexistent"]
        let outcome = try await Program.run(["doctor", "--format", "json", "--max-agents", "2", "--data", "/proc/none"], more)
        #expect(outcome.code == 69 && outcome.lines.count == 1 && outcome.talk.contains("data, claude, guardian failed"))
        let checks = try checks(outcome.output)
        #expect(checks["claude"] == "failed" && checks["guardian"] == "failed" && checks["data"] == "failed")
        #expect(checks["agent"] == "skipped" && checks["waiting"] == "skipped" && checks["files"] == "ok")
    }

    @Test func moreAgentsThanFitAreTold() async throws {
        let outcome = try await Program.run(["doctor", "--quick", "--max-agents", "1000", "--format", "json", "--data", "/tmp/roost-none"])
        #expect(try checks(outcome.output)["agents"] == "warning" && outcome.output.contains("give it --max-agents "))
    }

    @Test func aWrongFormatIsAWrongCommandLine() async throws {
        let outcome = try await Program.run(["doctor", "--format", "yaml"])
        #expect(outcome.code == 64 && outcome.output.isEmpty)
    }
}
