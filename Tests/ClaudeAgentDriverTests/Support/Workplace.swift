import ClaudeAgent
import EventLoop
import Glibc
import TestSupport
import Testing

/// Folders of one test and a mark that its processes and all their descendants carry in their environment.
struct Workplace: Sendable {
    let root: String
    let mark: String

    var work: String { root + "/work" }
    var config: String { root + "/config" }
    var temporary: String { root + "/tmp" }

    init() throws {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        root = "/tmp/roost-driver-\(name)"
        mark = "ROOST_TEST_MARK=\(name)"
        try Files.makeFolder(root)
        for folder in ["work", "config", "home", "tmp"] { try Files.makeFolder("\(root)/\(folder)") }
    }

    /// A launch of `executable`, with short patience. `adjust` changes it before the environment is made.
    func launch(
        _ executable: String = BuiltPrograms.fake,
        baseURL: String? = nil,
        _ adjust: (inout AgentOptions, inout EnvironmentPolicy) -> Void = { _, _ in }
    ) throws -> AgentLaunch {
        var policy = EnvironmentPolicy(configDirectory: config, home: root + "/home", temporaryDirectory: temporary, workingDirectory: work)
        policy.credential = .apiKey(Secret("placeholder-of-a-test"))
        policy.provider = .anthropic(baseURL: baseURL)
        policy.maxRetries = 0
        var options = AgentOptions()
        options.workingDirectory = work
        options.settingSources = []
        options.environment["ROOST_TEST_MARK"] = String(mark.dropFirst("ROOST_TEST_MARK=".count))
        adjust(&options, &policy)
        var supervision = Supervision(guardian: BuiltPrograms.guardian)
        supervision.grace = .seconds(20)
        return AgentLaunch(
            executable: executable,
            options: options,
            environment: try AgentEnvironment(host: ["PATH": "/usr/local/bin:/usr/bin:/bin"], options: options, policy: policy),
            supervision: supervision
        )
    }

    /// Processes that carry the mark and live.
    var alive: [Int32] { ProcessScan.marked(mark) }
}

extension Workplace {
    /// Fails the test when a process of this place still lives; removes its folders.
    func check(_ sourceLocation: SourceLocation) {
        let left = alive
        #expect(left.isEmpty, "processes were left: \(left.map(ProcessScan.describe))", sourceLocation: sourceLocation)
        for pid in left { kill(pid, SIGKILL) }
        Files.removeTree(root)
    }
}

/// Runs `body` in a place of its own on a loop of its own; afterwards no process of the place may live.
func withWorkplace<T: Sendable>(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: @Sendable (Workplace, EventLoop) async throws -> T
) async throws -> T {
    let place = try Workplace()
    defer { place.check(sourceLocation) }
    return try await EventLoopGroup.run(count: 1) { group in try await body(place, group.loops[0]) }
}
