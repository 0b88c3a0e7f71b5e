import EventLoop
import Glibc
import Testing

/// `AgentHost` as a process that a test may stop and kill.
struct HostProgram: Sendable {
    let child: ChildProcess
    private let errors: ByteTail

    /// Starts `count` sessions with this prompt. `wrapper` starts the host in its place, for instance `setpriv`.
    static func start(
        _ place: Workplace,
        count: Int,
        claude: String? = nil,
        prompt: String,
        baseURL: String? = nil,
        wrapper: [String] = [],
        with programs: PublicPrograms = .built,
        on loop: EventLoop
    ) async throws -> HostProgram {
        let words =
            wrapper + [programs.host, "\(count)", programs.guardian, claude ?? programs.fake, place.root, prompt]
            + (baseURL.map { [$0] } ?? [])
        let mark = place.mark.split(separator: "=")
        let command = ProcessCommand(
            executable: words[0],
            arguments: Array(words.dropFirst()),
            environment: ["PATH": "/usr/bin:/bin", String(mark[0]): String(mark[1])]
        )
        let child = try await ChildProcess.spawn(command, on: loop)
        return HostProgram(child: child, errors: ByteTail(of: try #require(child.standardError), limit: 4096))
    }

    /// The next lines that it prints, until `count` of them begin with `word` or it has ended.
    func lines(until count: Int = .max, beginningWith word: String = "") async throws -> [String] {
        var lines = ByteLines(child.standardOutput, limit: 1 << 20)
        var all: [String] = []
        var found = 0
        while found < count, let line = try await lines.next() {
            all.append(String(decoding: line, as: UTF8.self))
            if all.last?.hasPrefix(word) == true { found += 1 }
        }
        return all
    }

    /// Ends it with SIGKILL; gives when that was.
    func kill() async throws -> ContinuousClock.Instant {
        child.send(signal: SIGKILL)
        #expect(await child.exitStatus(within: .seconds(60)) == .signalled(SIGKILL))
        let now = ContinuousClock.now
        child.closeStreams()
        return now
    }
}
