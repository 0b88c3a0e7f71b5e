import Glibc
import Testing

@Suite struct EndTests {
    @Test(arguments: [0, 1, 7, 126, 127, 255])
    func exitCodeIsReportedAndMirrored(code: Int32) throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "exit \(code)"])
        _ = try guarded.programPid()
        #expect(guarded.control.lines() == ["exited \(code)", "swept 0"])
        #expect(guarded.waitForExit() == .exited(code))
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGSEGV])
    func signalIsReportedAndMirrored(signal: Int32) throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "ulimit -c 0; kill -\(signal) $$"])
        _ = try guarded.programPid()
        #expect(guarded.control.lines() == ["signalled \(signal)", "swept 0"])
        #expect(guarded.waitForExit() == .exited(128 + signal))
    }

    @Test(arguments: [("/nonexistent/program", ENOENT, 127), ("/etc/passwd", EACCES, 126), ("/etc", EACCES, 126)])
    func execFailureIsReportedWithItsReason(program: String, code: Int32, exit: Int32) throws {
        let guarded = try GuardedProgram([program])
        #expect(guarded.control.lines() == ["exec-failed \(code)"])
        #expect(guarded.waitForExit() == .exited(exit))
    }

    @Test(arguments: [
        [], ["relative/program"], ["--grace-ms", "--", "/bin/true"], ["--grace-ms", "1x", "--", "/bin/true"],
        ["--grace-ms", "600001", "--", "/bin/true"], ["--sweep-ms", "x", "--", "/bin/true"], ["--unknown", "--", "/bin/true"],
        ["--open-files", "0", "--", "/bin/true"], ["--open-files", "1048577", "--", "/bin/true"], ["--open-files"],
        ["--holds-lock", "--", "/bin/true"], ["--holds-lock"], ["--grace-ms"], ["--"], ["--", "true"],
    ])
    func wrongCommandLineIsRefusedInOneLine(arguments: [String]) throws {
        let (errors, control) = (Descriptor.pipe(), Descriptor.socketPair())
        let pid = try Spawn.start(
            [BuiltPrograms.guardian] + arguments,
            environment: [],
            descriptors: [errors.writing, errors.writing, errors.writing, control.theirs]
        )
        errors.writing.close()
        let lines = errors.reading.lines()
        #expect(lines.count == 1 && lines[0].hasPrefix("roost-guardian: "), "\(lines)")
        #expect(eventually { ProgramExit.reap(pid) == .exited(64) })
    }

    @Test(arguments: [[], ["/dev/null"]])
    func missingControlSocketIsRefusedInOneLine(descriptor3: [String]) throws {
        let errors = Descriptor.pipe()
        let files = [errors.writing, errors.writing, errors.writing] + descriptor3.map { Descriptor(open($0, O_RDWR)) }
        let pid = try Spawn.start([BuiltPrograms.guardian, "--", "/bin/true"], environment: [], descriptors: files)
        errors.writing.close()
        let lines = errors.reading.lines()
        #expect(lines.count == 1 && lines[0].contains("descriptor 3"), "\(lines)")
        #expect(eventually { ProgramExit.reap(pid) == .exited(64) })
    }
}
