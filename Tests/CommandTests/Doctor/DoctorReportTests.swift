import Domain
import EventLoop
import JSON
import Testing

@testable import Command

@Suite struct DoctorReportTests {
    private let memory = MachineMemory(total: 4 << 30, available: 3 << 30)

    private func report(_ statuses: [DoctorFinding.Status], peak: Int? = nil) -> DoctorReport {
        let findings = statuses.enumerated().map { DoctorFinding("check\($0)", $1, "words \($0)") }
        return DoctorReport(findings: findings, capacity: DoctorCapacity(memory: memory, peak: peak))
    }

    @Test func warningsAreNoFailures() {
        #expect(report([.ok, .warning, .skipped]).failure == nil)
        let failure = report([.ok, .failed, .failed]).failure
        #expect(failure?.code == .unavailable && failure?.message.contains("check1, check2") == true)
    }

    @Test func theTableHasALineForEachCheck() {
        let lines = report([.ok, .failed]).table().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(3) == ["ok       check0  words 0", "failed   check1  words 1", ""])
        #expect(lines[3] == "7 agents fit into this machine: 4 GiB of memory, 1 GiB for everything else, 400 MiB for each agent")
    }

    @Test func theJSONSaysTheSame() throws {
        let json = try JSONValue(parsing: report([.ok, .failed], peak: 250 << 20).json())
        #expect(json["status"] == "failed" && json["checks"]?[1]?["status"] == "failed" && json["checks"]?[1]?["message"] == "words 1")
        #expect(json["capacity"]?["agents"] == 7 && json["capacity"]?["peak_bytes"] == 262_144_000)
        #expect(try JSONValue(parsing: report([.ok]).json())["capacity"]?["peak_bytes"] == .null)
    }

    @Test func aLargerAgentMeansFewer() {
        let capacity = DoctorCapacity(memory: memory, peak: 500 << 20)
        #expect(capacity.sizing.ceiling == 750 << 20 && capacity.agents == 4)
        #expect(DoctorCapacity(memory: memory, peak: 100 << 20).agents == 7)
    }

    /// What `serve` recycles by and what it is sized by is one number.
    @Test func aCeilingThatIsGivenIsWhatAgentsCountAs() {
        let given = Sizing(ceiling: 1 << 30)
        #expect(DoctorCapacity(memory: memory, peak: 250 << 20, standard: given).sizing == given)
        #expect(DoctorCapacity(memory: memory, peak: nil, standard: given).agents == 3)
    }

    @Test(arguments: [(0, "0 MiB"), (1 << 29, "512 MiB"), (1 << 30, "1 GiB"), (4_080_218_931, "3.8 GiB")])
    func sizesAreForPeople(bytes: Int, text: String) {
        #expect(DoctorCapacity.size(bytes) == text)
    }
}
