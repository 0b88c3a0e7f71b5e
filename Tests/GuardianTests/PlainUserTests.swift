import Glibc
import Testing

/// The guardian without root's rights; only root can start it as somebody else.
@Suite(.serialized, .enabled(if: getuid() == 0)) struct PlainUserTests {
    /// A user id that nothing else uses, so that a limit on its processes counts only ours.
    private static let user = "64733"

    private let programs = PublicPrograms()
    private var becomeUser: [String] { ["/usr/bin/setpriv", "--reuid=\(Self.user)", "--clear-groups", "--no-new-privs"] }

    @Test func leftoversEndWithTheHost() throws {
        let guarded = try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput], prefix: becomeUser, guardian: programs.guardian)
        try guarded.waitForFamily()
        #expect(ProcessTable.status(guarded.pid, "Uid")?.hasPrefix(Self.user) == true)
        guarded.control.close()
        #expect(guarded.waitForExit() == .exited(137))
        #expect(guarded.alive().isEmpty)
    }

    @Test func deathOfTheGuardianEndsTheProgram() throws {
        let guarded = try GuardedProgram(["/bin/cat"], prefix: becomeUser, guardian: programs.guardian)
        let program = try guarded.programPid()
        kill(guarded.pid, SIGKILL)
        #expect(eventually { !ProcessTable.isAlive(program) })
    }

    @Test(arguments: [["chain-of-sessions"], ["tree", "2000"], ["tree-of-sessions", "2000"]])
    func forkStormEndsWithTheHost(storm: [String]) throws {
        let guarded = try GuardedProgram([programs.probe] + storm, prefix: becomeUser, guardian: programs.guardian)
        #expect(guarded.output.line() == "going")
        guarded.control.close()
        #expect(guarded.isGone())
    }

    @Test func fullProcessTableOfTheUserDoesNotStopTheSweep() throws {
        let guarded = try GuardedProgram([programs.probe, "bomb", "1000"], prefix: becomeUser, guardian: programs.guardian)
        #expect(guarded.output.line() == "full")
        guarded.control.close()
        #expect(guarded.isGone())
    }
}

/// Copies of the programs where every user may run them; gone with the value's owner.
final class PublicPrograms {
    let guardian: String
    let probe: String
    private let folder: String

    init() {
        folder = "/tmp/roost-guardian-tests-\(UInt64.random(in: .min ... .max))"
        guardian = folder + "/roost-guardian"
        probe = folder + "/GuardianProbe"
        Self.run(["/usr/bin/install", "-d", "-m", "755", folder])
        Self.run(["/usr/bin/install", "-m", "755", BuiltPrograms.guardian, BuiltPrograms.probe, folder])
    }

    deinit {
        Self.run(["/bin/rm", "-r", folder])
    }

    private static func run(_ command: [String]) {
        guard let pid = try? Spawn.start(command, environment: [], descriptors: []) else { return }
        _ = eventually { ProgramExit.reap(pid) != nil }
    }
}
