import Glibc
import Testing

@Suite struct ProgramTests {
    @Test func programSeesOnlyItsThreeDescriptors() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "descriptors"])
        #expect(guarded.output.line() == "0 1 2 ")
    }

    @Test func leakedDescriptorOfTheHostIsClosedInTheGuardian() throws {
        let (files, control) = (Descriptor.pipe(), Descriptor.socketPair())
        let null = Descriptor(open("/dev/null", O_RDWR))
        let leaked = Descriptor.pipe()
        let pid = try Spawn.start(
            [BuiltPrograms.guardian, "--", "/bin/cat"],
            environment: [],
            descriptors: [files.reading, null, null, control.theirs, leaked.writing, leaked.writing]
        )
        leaked.writing.close()
        #expect(leaked.reading.line() == nil)
        files.writing.close()
        #expect(eventually { ProgramExit.reap(pid) != nil })
    }

    @Test func aLockIsHeldByTheGuardianAloneUntilItEnds() throws {
        let (files, control) = (Descriptor.pipe(), Descriptor.socketPair())
        let null = Descriptor(open("/dev/null", O_RDWR))
        // Stands for the lock: its other end reads the end of file when nobody has it any more.
        let (reading, lock) = Descriptor.pipe()
        let output = Descriptor.pipe()
        let pid = try Spawn.start(
            [BuiltPrograms.guardian, "--holds-lock", "--", "/bin/sh", "-c", "ls /proc/self/fd; echo end; read line"],
            environment: ["PATH=/usr/bin:/bin"],
            descriptors: [files.reading, output.writing, null, control.theirs, lock]
        )
        lock.close()
        output.writing.close()
        // 3 is the folder that ls reads.
        for number in 0...3 { #expect(output.reading.line() == "\(number)") }
        #expect(output.reading.line() == "end")
        #expect(poll(reading) == 0, "nobody holds the lock while the program runs")
        files.writing.close()
        #expect(reading.line() == nil)
        #expect(eventually { ProgramExit.reap(pid) != nil })
    }

    /// What poll(2) says at once about reading.
    private func poll(_ descriptor: Descriptor) -> Int16 {
        var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&watched, 1, 0) >= 0 ? watched.revents : -1
    }

    @Test func endOfInputReachesTheProgram() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "cat; echo end >&2; exit 4"])
        guarded.input.write("one\ntwo\n")
        guarded.input.close()
        #expect(guarded.output.lines() == ["one", "two"])
        #expect(guarded.errors.lines() == ["end"])
        #expect(guarded.waitForExit() == .exited(4))
    }

    @Test func endOfOutputReachesTheHostWhileTheGuardianStillRuns() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "stubborn"], options: ["--grace-ms", "60000"])
        #expect(guarded.output.line() == nil)
        #expect(guarded.errors.line() == nil)
        _ = try guarded.programPid()
        #expect(guarded.control.line() == "exited 0")
        #expect(guarded.waitForExit(within: .zero) == nil)
        guarded.control.write("kill\n")
        #expect(guarded.control.lines() == ["swept 1"])
        #expect(guarded.waitForExit() == .exited(0))
    }

    @Test func programLeadsItsOwnSessionWithDefaultSignals() throws {
        let guarded = try GuardedProgram(["/bin/cat"])
        let program = try guarded.programPid()
        #expect(getsid(program) == program)
        #expect(getpgid(program) == program)
        for field in ["SigBlk", "SigIgn", "SigCgt"] {
            #expect(ProcessTable.status(program, field) == "0000000000000000", "\(field)")
        }
        #expect(ProcessTable.parent(of: program) == guarded.pid)
    }

    @Test func kernelPrefersTheProgramWhenMemoryRunsOut() throws {
        let guarded = try GuardedProgram(["/bin/cat"])
        let program = try guarded.programPid()
        #expect(ProcessTable.text(of: "/proc/\(program)/oom_score_adj") == "500\n")
        #expect(ProcessTable.text(of: "/proc/\(guarded.pid)/oom_score_adj") == ProcessTable.text(of: "/proc/self/oom_score_adj"))
    }

    @Test func higherOOMScoreOfTheClusterStays() throws {
        let raise = ["/bin/sh", "-c", "echo 900 > /proc/self/oom_score_adj; exec \"$@\"", "sh"]
        let guarded = try GuardedProgram(["/bin/cat"], prefix: raise)
        let program = try guarded.programPid()
        #expect(ProcessTable.text(of: "/proc/\(program)/oom_score_adj") == "900\n")
    }

    @Test func argumentsAndEnvironmentArePassedOn() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "echo \"$1|$2|$ROOST_TEST_MARK\"", "sh", "a b", "--"])
        #expect(guarded.output.line() == "a b|--|" + guarded.mark.split(separator: "=")[1])
    }

    @Test(arguments: [(["--open-files", "37"], "37"), ([], "64"), (["--open-files", "1000000"], "64")])
    func theProgramsLimitOfDescriptorsIsTheGivenOneWhereItMayBe(options: [String], limit: String) throws {
        let limited = ["/bin/sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"]
        let guarded = try GuardedProgram(["/bin/sh", "-c", "ulimit -Sn"], options: options, prefix: limited)
        #expect(guarded.output.line() == limit)
    }
}
