import Glibc
import Testing

@Suite struct ControlTests {
    @Test(arguments: [("term", SIGTERM), ("int", SIGINT), ("kill", SIGKILL)])
    func commandSignalsTheProgram(command: String, signal: Int32) throws {
        let guarded = try GuardedProgram(["/bin/sleep", "1000"])
        _ = try guarded.programPid()
        guarded.control.write(command + "\n")
        #expect(guarded.control.lines() == ["signalled \(signal)", "swept 0"])
        #expect(guarded.waitForExit() == .exited(128 + signal))
    }

    @Test func programDecidesWhatTermAndIntMean() throws {
        let script = "trap 'echo term' TERM; trap 'echo int; exit 5' INT; echo ready; while :; do sleep 1000 & wait; done"
        let guarded = try GuardedProgram(["/bin/sh", "-c", script])
        #expect(guarded.output.line() == "ready")
        guarded.control.write("term\n")
        #expect(guarded.output.line() == "term")
        guarded.control.write("int\n")
        #expect(guarded.output.line() == "int")
        #expect(guarded.waitForExit() == .exited(5))
    }

    @Test(arguments: ["unknown\n", "terminate everything now\n", "\n", "KILL\n", "kill \n", String(repeating: "x", count: 5000) + "\n"])
    func unknownLineIsIgnored(line: String) throws {
        let guarded = try GuardedProgram(["/bin/cat"])
        _ = try guarded.programPid()
        guarded.control.write(line + "te")
        guarded.input.write("still here\n")
        #expect(guarded.output.line() == "still here")
        guarded.control.write("rm\n")
        #expect(guarded.control.lines() == ["signalled \(SIGTERM)", "swept 0"])
    }

    @Test func killEndsEverythingAtOnce() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput], options: ["--grace-ms", "60000"])
        try guarded.waitForFamily()
        _ = try guarded.programPid()
        guarded.control.write("kill\n")
        #expect(guarded.control.lines() == ["signalled 9", "swept 3"])
        #expect(guarded.waitForExit() == .exited(137))
        #expect(guarded.alive().isEmpty)
    }

    @Test func hostThatDoesNotReadDoesNotHoldTheGuardianUp() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput], fillsControl: true)
        try guarded.waitForFamily()
        guarded.input.close()
        #expect(guarded.waitForExit() == .exited(3))
        #expect(guarded.alive().isEmpty)
    }

    @Test func closedHostEndsAProgramThatDoesNotListen() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "trap '' TERM INT HUP; echo ready; while :; do sleep 1000; done"])
        #expect(guarded.output.line() == "ready")
        guarded.control.close()
        #expect(guarded.waitForExit() == .exited(137))
        #expect(guarded.alive().isEmpty)
    }
}
