import ClaudeAgent
import EventLoop
import Glibc

/// A host to be killed, stopped or run somewhere: `AgentHost COUNT GUARDIAN CLAUDE FOLDER PROMPT [BASE-URL]`.
///
/// Runs COUNT sessions at once, each with one prompt. Prints `up` for each that has begun, `ended` for each that is over, with why
/// when it failed, and at last `others N`: how many processes besides itself it can see.
@main
struct AgentHost {
    let guardian: String
    let claude: String
    let folder: String
    let prompt: String
    let baseURL: String?

    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count >= 6, let count = Int(words[1]) else {
            say("usage: AgentHost COUNT GUARDIAN CLAUDE FOLDER PROMPT [BASE-URL]")
            exit(64)
        }
        try Orphans.adopt()
        let host = AgentHost(
            guardian: words[2],
            claude: words[3],
            folder: words[4],
            prompt: words[5],
            baseURL: words.count > 6 ? words[6] : nil
        )
        await EventLoopGroup.run(count: 1) { group in
            await withDiscardingTaskGroup { tasks in
                for number in 0..<count { tasks.addTask { await host.run(number, on: group.loops[0]) } }
            }
        }
        await Orphans.reapEnded()
        let others = Files.entries(of: "/proc").compactMap { Int32($0) }.filter { $0 != getpid() }
        say("others \(others.count)")
    }

    private func run(_ number: Int, on loop: EventLoop) async {
        do {
            try await AgentSession.run(try launch(number), on: loop) { session in
                let uuid = try await session.send(UserPrompt(prompt))
                say("up")
                while let event = try await session.next() {
                    if let outcome = event.endedTurn, outcome.prompts.contains(uuid) { return }
                }
            }
            say("ended")
        } catch {
            say("ended: \(error)")
        }
    }

    private func launch(_ number: Int) throws -> AgentLaunch {
        let base = "\(folder)/\(number)"
        for name in ["config", "home", "tmp", "work"] { try Files.makeFolder("\(base)/\(name)") }
        var policy = EnvironmentPolicy(
            configDirectory: base + "/config",
            home: base + "/home",
            temporaryDirectory: base + "/tmp",
            workingDirectory: base + "/work"
        )
        policy.credential = .apiKey(Secret("placeholder-of-a-test"))
        policy.provider = .anthropic(baseURL: baseURL)
        policy.declaresSandbox = true
        var options = AgentOptions()
        options.workingDirectory = base + "/work"
        options.settingSources = []
        options.tools = .named(["Bash"])
        options.permissionMode = .bypassPermissions
        options.allowsBypassPermissions = true
        if let mark = getenv("ROOST_TEST_MARK") { options.environment["ROOST_TEST_MARK"] = String(cString: mark) }
        var supervision = Supervision(guardian: guardian)
        supervision.grace = .milliseconds(500)
        return AgentLaunch(
            executable: claude,
            options: options,
            environment: try AgentEnvironment(host: ["PATH": "/usr/bin:/bin"], options: options, policy: policy),
            supervision: supervision
        )
    }

    /// A line in one write, so that the lines of many sessions do not mix.
    private static func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    private func say(_ line: String) { Self.say(line) }
}
