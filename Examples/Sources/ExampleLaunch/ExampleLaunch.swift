public import ClaudeAgent
import EventLoop
import Glibc

/// Folders and environment for one agent of an example; gone when the example is.
public struct ExampleLaunch: Sendable {
    private let root: String
    private let variables: [String: String]

    /// What an example needs and did not find.
    public struct Missing: Error, CustomStringConvertible {
        /// What to set.
        public let description: String
    }

    /// Runs `body` with folders of its own and removes them.
    public static func run(_ body: @Sendable (ExampleLaunch) async throws -> Void) async throws {
        let example = ExampleLaunch(root: "/tmp/claude-example-\(getpid())", variables: environment())
        for name in ["config", "home", "tmp", "work"] { try Files.makePrivateFolder("\(example.root)/\(name)") }
        defer { Files.removeTree(example.root) }
        try await body(example)
    }

    /// Where the agent works.
    public var workingDirectory: String { root + "/work" }

    /// Everything that starting the agent needs.
    public func launch(_ options: AgentOptions) throws -> AgentLaunch {
        var options = options
        options.workingDirectory = workingDirectory
        options.settingSources = []
        var policy = EnvironmentPolicy(
            configDirectory: root + "/config",
            home: root + "/home",
            temporaryDirectory: root + "/tmp",
            workingDirectory: workingDirectory
        )
        policy.credential = .apiKey(Secret(try required("ANTHROPIC_API_KEY")))
        policy.provider = .anthropic(baseURL: variables["ANTHROPIC_BASE_URL"])
        return AgentLaunch(
            executable: try required("CLAUDE"),
            options: options,
            environment: try AgentEnvironment(host: variables, options: options, policy: policy),
            supervision: Supervision(guardian: try required("ROOST_GUARDIAN"))
        )
    }

    private func required(_ name: String) throws -> String {
        guard let value = variables[name], !value.isEmpty else { throw Missing(description: "set \(name); see Examples/README.md") }
        return value
    }

    private static func environment() -> [String: String] {
        ["PATH", "CLAUDE", "ROOST_GUARDIAN", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"].reduce(into: [:]) { known, name in
            known[name] = getenv(name).map { String(cString: $0) }
        }
    }
}
