import EventLoop
import Glibc
import Telemetry
import Testing

@testable import AgentServer

@Suite struct DataRootAccessTests {
    private static let other = geteuid() + 1

    @Test(arguments: [
        ("/data", geteuid(), 0o700, DataRootAccess.isPrivate), ("/data", geteuid(), 0o500, .isPrivate),
        ("/data", geteuid(), 0o755, .tighten),
        ("/data", geteuid(), 0o2770, .tighten), ("/home/me/data", geteuid(), 0o777, .tighten),
    ]) func oneOfOursIsMadePrivate(path: String, owner: UInt32, mode: UInt32, expected: DataRootAccess) throws {
        #expect(try DataRootAccess(path, FolderStatus(owner: owner, mode: mode)) == expected)
    }

    @Test(arguments: [
        ("/tmp", geteuid(), 0o1777, "shared by everybody"), ("/scratch", geteuid(), 0o1777, "shared by everybody"),
        ("/scratch", 0, 0o1777, "/scratch/roost-data"), ("/", 0, 0o755, "such as /roost-data"), ("/var", 0, 0o755, "shared by everybody"),
        ("/data", other, 0o700, "belongs to user \(other)"), ("/data", other, 0o777, "belongs to user \(other)"),
    ]) func oneOfSomebodyElseIsRefused(path: String, owner: UInt32, mode: UInt32, words: String) {
        #expect { try DataRootAccess(path, FolderStatus(owner: owner, mode: mode)) } throws: { error in
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
