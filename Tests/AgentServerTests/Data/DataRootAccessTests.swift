import EventLoop
import Telemetry
import Testing

@testable import AgentServer

@Suite struct DataRootAccessTests {
    private static let other: UInt32 = 4711

    private func access(_ path: String, _ owner: UInt32, _ mode: UInt32, user: UInt32 = 1000, _ entries: [String] = []) throws
        -> DataRootAccess
    {
        try DataRootAccess(path, FolderStatus(owner: owner, mode: mode), entries: entries, user: user)
    }

    @Test(arguments: [
        (UInt32(0o700), DataRootAccess.isPrivate), (0o500, .isPrivate), (0o755, .tighten), (0o2770, .tighten), (0o777, .tighten),
    ]) func oneOfOursIsMadePrivate(mode: UInt32, expected: DataRootAccess) throws {
        for user: UInt32 in [0, 1000] { #expect(try access("/home/me/data", user, mode, user: user) == expected) }
    }

    @Test(arguments: [
        ([], DataRootAccess.tighten), (["roost", "roost.lock"], .tighten), (["projects"], .tighten), (["lost+found"], .tighten),
        (["hosting_session_map.json", "notes.txt"], .tighten), (["www"], .keep), (["lib", "bin", "share"], .keep),
        // What an earlier start has left there does not make it ours.
        (["www", "roost", "roost.lock"], .keep), (["projects", "www"], .keep),
    ]) func whatHoldsMoreThanOurStateKeepsItsMode(entries: [String], expected: DataRootAccess) throws {
        #expect(try access("/srv", 0, 0o755, user: 0, entries) == expected)
    }

    @Test(arguments: [
        (0, 1000, 0o755), (0, 1000, 0o777), (1000, 0, 0o755), (1000, 0, 0o700),
    ]) func rootsFolderAndOneGivenToRootStayAsTheyAre(owner: UInt32, user: UInt32, mode: UInt32) throws {
        #expect(try access("/data", owner, mode, user: user, ["www"]) == .keep)
    }

    @Test(arguments: [
        ("/tmp", 0, 0o1777, "shared by everybody"), ("/scratch", 1000, 0o1777, "shared by everybody"),
        ("/scratch", 0, 0o1777, "/scratch/roost-data"), ("/", 0, 0o755, "such as /roost-data"), ("/var", 0, 0o755, "shared by everybody"),
        ("/data", other, 0o700, "belongs to user \(other)"), ("/data", other, 0o777, "and this is user 1000"),
    ]) func oneOfSomebodyElseIsRefused(path: String, owner: UInt32, mode: UInt32, words: String) {
        #expect { try access(path, owner, mode) } throws: { error in
            (error as? ServerError)?.code == .dataFolder && "\(error)".contains(words) && "\(error)".contains("--data")
        }
    }

    @Test func whatCannotBeChangedIsWarnedOfOnce() {
        let log = LogCatcher()
        DataRootAccess.keep.apply(to: "/data", log.logger)
        DataRootAccess.tighten.apply(to: "/nowhere", log.logger)
        DataRootAccess.isPrivate.apply(to: "/data", log.logger)
        #expect(log.all.map(\.level) == [.warning, .warning])
    }
}
