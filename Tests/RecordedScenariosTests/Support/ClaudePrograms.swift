import EventLoop
import Glibc
import Testing

/// Where the programs are that the scenarios run.
enum ClaudePrograms {
    /// The stand-in built beside the running test bundle.
    static var fake: String {
        let path = Checkout.target(ofLink: "/proc/self/exe")
        return path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/FakeClaude"
    }

    /// The real program: `ROOST_CLAUDE`, else what `scripts/claude-cli path` prints.
    static func real(on loop: EventLoop) async throws -> String {
        if let named = variable("ROOST_CLAUDE"), !named.isEmpty { return named }
        let finder = Checkout.root + "/scripts/claude-cli"
        let command = ProcessCommand(executable: finder, arguments: ["path"], environment: finderEnvironment)
        let child = try await ChildProcess.spawn(command, on: loop)
        defer { child.closeStreams() }
        child.standardInput.close()
        let printed = try await text(of: child.standardOutput)
        let complaint = try await text(of: child.standardError)
        let status = try await child.waitForExit()
        let path = printed.split(separator: "\n").first.map(String.init) ?? ""
        try #require(
            status == .exited(0) && !path.isEmpty,
            "The scenarios need the real claude: \(complaint)"
        )
        return path
    }

    private static var finderEnvironment: [String: String] {
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        for name in ["HOME", "ROOST_CACHE", "XDG_CACHE_HOME"] { variables[name] = variable(name) }
        return variables
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func text(of stream: ByteStream?) async throws -> String {
        var bytes: [UInt8] = []
        while let more = try await stream?.read() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }
}
