import EventLoop
import Glibc
import Testing

@Suite struct OrphansTests {
    /// This process never calls `adopt`, and other tests start children of their own way.
    @Test func childrenOfAProcessThatAdoptsNobodyAreLeftAlone() async throws {
        var pid: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
        defer { words.forEach { free($0) } }
        try #require(posix_spawn(&pid, "/bin/sleep", nil, nil, &words, nil) == 0)
        #expect(await Orphans.end(within: .milliseconds(50)) == 0)
        var status: Int32 = 0
        #expect(waitpid(pid, &status, WNOHANG) == 0)
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
    }
}
