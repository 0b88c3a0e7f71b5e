import Glibc
import Testing

@Suite struct SweepTests {
    @Test func endOfTheProgramEndsWhatItLeftBehind() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput])
        try guarded.waitForFamily()
        _ = try guarded.programPid()
        guarded.input.close()
        #expect(guarded.control.lines() == ["exited 3", "swept 3"])
        #expect(guarded.waitForExit() == .exited(3))
        #expect(guarded.alive().isEmpty)
    }

    @Test func endOfTheHostEndsTheProgramAndWhatItStarted() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput], options: ["--grace-ms", "60000"])
        try guarded.waitForFamily()
        guarded.control.close()
        #expect(guarded.waitForExit() == .exited(137))
        #expect(guarded.alive().isEmpty)
    }

    @Test func graceLetsLeftoversEndByThemselves() throws {
        let tool = "sh -c \"echo up; exec sleep 1000\""
        let leftover = "setsid sh -c 'trap \"echo ended in order; exit\" TERM; \(tool) & wait; while :; do :; done' & read line"
        // Asked first, the tool ends before the shell is asked; the shell then waits for its own turn.
        let guarded = try GuardedProgram(["/bin/sh", "-c", leftover], options: ["--grace-ms", "60000"])
        #expect(guarded.output.line() == "up")
        guarded.input.close()
        #expect(guarded.output.lines() == ["ended in order"])
        #expect(guarded.waitForExit() == .exited(1))
        #expect(guarded.alive().isEmpty)
    }

    @Test func graceAsksEachLeftoverOnce() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "listeners", "20"], options: ["--grace-ms", "60000"])
        for _ in 0..<20 { #expect(guarded.output.line() == "asked") }
        guarded.control.write("kill\n")
        #expect(guarded.output.lines() == [])
        _ = try guarded.programPid()
        #expect(guarded.control.lines() == ["exited 0", "swept 20"])
    }

    @Test func graceIsOverInTime() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "stubborn"], options: ["--grace-ms", "300"])
        let start = ContinuousClock.now
        _ = try guarded.programPid()
        #expect(guarded.control.lines() == ["exited 0", "swept 1"])
        #expect(ContinuousClock.now - start >= .milliseconds(290))
        #expect(guarded.alive().isEmpty)
    }

    @Test func endOfTheHostEndsTheGrace() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "stubborn"], options: ["--grace-ms", "60000"])
        _ = try guarded.programPid()
        #expect(guarded.control.line() == "exited 0")
        guarded.control.close()
        #expect(guarded.waitForExit() == .exited(0))
        #expect(guarded.alive().isEmpty)
    }

    @Test func orphansAreReapedWhileTheProgramRuns() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "for i in 1 2 3 4 5; do (sh -c 'exit 0' &); done; echo ready; read line"])
        #expect(guarded.output.line() == "ready")
        let program = try guarded.programPid()
        let children = "/proc/\(guarded.pid)/task/\(guarded.pid)/children"
        #expect(eventually { ProcessTable.text(of: children) == "\(program) " })
    }

    @Test func deathOfTheGuardianEndsTheProgram() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "trap '' TERM INT HUP; echo ready; read line"])
        #expect(guarded.output.line() == "ready")
        let program = try guarded.programPid()
        kill(guarded.pid, SIGKILL)
        #expect(guarded.waitForExit() == .signalled(SIGKILL))
        #expect(eventually { !ProcessTable.isAlive(program) })
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGUSR1, SIGALRM])
    func straySignalDoesNotEndTheGuardian(signal: Int32) throws {
        let guarded = try GuardedProgram(["/bin/cat"])
        _ = try guarded.programPid()
        kill(guarded.pid, signal)
        guarded.input.close()
        #expect(guarded.waitForExit() == .exited(0))
    }

    @Test func stoppedLeftoversEnd() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput])
        try guarded.waitForFamily()
        for pid in guarded.alive() where pid != guarded.pid { kill(pid, SIGSTOP) }
        guarded.control.close()
        #expect(guarded.waitForExit() == .exited(137))
        #expect(guarded.alive().isEmpty)
    }

    @Test func processOutsideTheTreeIsLeftAlone() throws {
        let bystander = try GuardedProgram(["/bin/cat"])
        _ = try bystander.programPid()
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput])
        try guarded.waitForFamily()
        guarded.control.close()
        #expect(guarded.isGone())
        bystander.input.write("still here\n")
        #expect(bystander.output.line() == "still here")
    }
}
