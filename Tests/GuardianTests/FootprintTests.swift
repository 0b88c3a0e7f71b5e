import Glibc
import Testing

@Suite struct FootprintTests {
    /// Kilobytes at the highest; the sweep's own code and tables have been used when a grace runs.
    @Test func guardianStaysUnderOneMegabyte() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "stubborn"], options: ["--grace-ms", "60000"])
        _ = try guarded.programPid()
        #expect(guarded.control.line() == "exited 0")
        let peak = try #require(ProcessTable.status(guarded.pid, "VmHWM")?.split(separator: " ").first.flatMap { Int($0) })
        #expect(peak < 1024)
    }

    @Test func guardianUsesNoProcessorTimeWhileItWaits() throws {
        let guarded = try GuardedProgram(["/bin/cat"])
        _ = try guarded.programPid()
        let switches = { ProcessTable.status(guarded.pid, "voluntary_ctxt_switches") }
        #expect(eventually { ProcessTable.status(guarded.pid, "State")?.hasPrefix("S") == true })
        let before = switches()
        for line in 0..<100 {
            guarded.input.write("\(line)\n")
            #expect(guarded.output.line() == "\(line)")
        }
        #expect(switches() == before)
        #expect(ProcessTable.processorTicks(guarded.pid) <= 1)
    }
}
