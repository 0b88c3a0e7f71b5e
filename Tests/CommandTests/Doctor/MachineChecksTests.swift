import EventLoop
import Testing

@testable import Command

@Suite struct MachineChecksTests {
    private static let (mebibyte, gibibyte) = (1 << 20, 1 << 30)

    @Test(arguments: [(300, DoctorFinding.Status.ok), (100, .failed)])
    func descriptorsMustDoForEveryTurn(limit: Int, status: DoctorFinding.Status) {
        let finding = MachineChecks.files(DescriptorBudget(limit: limit, agents: 4, waiting: 64))
        #expect(finding.status == status && finding.message.contains("\(limit) may be open"))
        #expect((status == .failed) == finding.message.contains("ulimit -n"))
    }

    @Test(arguments: [(4000, DoctorFinding.Status.ok), (500, .warning), (100, .failed)])
    func memoryThatIsTakenIsTold(mebibytes: Int, status: DoctorFinding.Status) {
        let memory = MachineMemory(total: 8 * Self.gibibyte, available: mebibytes * Self.mebibyte, isLimited: true)
        let finding = MachineChecks.memory(memory)
        #expect(finding.status == status && finding.message.contains("of 8 GiB (control group)"))
    }

    @Test(arguments: [
        (FileSystem.Kind.local, 5000, DoctorFinding.Status.ok), (.local, 500, .warning), (.local, 99, .failed), (.remote, 5000, .warning),
        (.remote, 5, .failed), (.passing, 5000, .warning),
    ])
    func aDiskNeedsRoomAndLocks(kind: FileSystem.Kind, mebibytes: Int, status: DoctorFinding.Status) {
        let finding = MachineChecks.disk(FileSystem(name: "thatfs", kind: kind, free: mebibytes * Self.mebibyte), at: "/data")
        #expect(finding.status == status && finding.message.contains("thatfs at /data"))
    }

    @Test func aClockFromBeforeTheBuildIsWrong() {
        let built = 1_800_000_000
        #expect(MachineChecks.clock(built + 1, newest: built).status == .ok)
        #expect(MachineChecks.clock(built - 3600, newest: built).status == .ok)
        let finding = MachineChecks.clock(built - 10 * 86_400, newest: built)
        #expect(finding.status == .failed && finding.message.contains("10 days"))
        #expect(MachineChecks.clock(0, newest: 0).status == .failed)
    }
}
