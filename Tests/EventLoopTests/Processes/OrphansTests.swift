import Glibc
import Testing

@testable import EventLoop

@Suite struct OrphansTests {
    /// This process never calls `adopt`, and other tests start children of their own way.
    @Test func childrenOfAProcessThatAdoptsNobodyAreLeftAlone() async throws {
        var pid: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
        defer { words.forEach { free($0) } }
        try #require(posix_spawn(&pid, "/bin/sleep", nil, nil, &words, nil) == 0)
        try await withLoop { loop in #expect(await Orphans.end(on: loop, within: .milliseconds(50)) == 0) }
        var status: Int32 = 0
        #expect(waitpid(pid, &status, WNOHANG) == 0)
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
    }

    @Test func itGoesRoundUntilTwoLooksFindNothingAndPausesOnlyAfterAFind() async {
        var looks: [Set<Int32>] = [[1, 2], [], [2, 3], [], []]
        var pauses = 0
        let count = await Orphans.end(within: .seconds(60)) {
            looks.removeFirst()
        } pause: {
            pauses += 1
        }
        #expect(count == 3 && looks.isEmpty && pauses == 2)
    }

    @Test func itGivesUpAfterItsTime() async {
        var looks = 0
        let count = await Orphans.end(within: .milliseconds(5)) {
            looks += 1
            return [7]
        } pause: {
            await Task.yield()
        }
        #expect(count == 1 && looks > 0)
    }
}
