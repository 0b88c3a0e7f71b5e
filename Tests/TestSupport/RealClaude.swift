internal import EventLoop
internal import Glibc
internal import Synchronization

/// The real `claude`: `ROOST_CLAUDE`, else what `scripts/claude-cli path` prints. Asked once.
public enum RealClaude {
    /// There is none.
    public struct Missing: Error, CustomStringConvertible {
        /// What to do, and the script's own words.
        public let description: String
    }

    private static let known = Mutex<String?>(nil)

    /// Its path.
    public static func path() async throws -> String {
        if let path = known.withLock(\.self) { return path }
        let path = if let named = variable("ROOST_CLAUDE"), !named.isEmpty { named } else { try await find() }
        known.withLock { $0 = path }
        return path
    }

    private static func find() async throws -> String {
        try await EventLoopGroup.run(count: 1) { group in
            let command = ProcessCommand(executable: "\(checkout)/scripts/claude-cli", arguments: ["path"], environment: environment)
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            defer { child.closeStreams() }
            child.standardInput.close()
            let errors = child.standardError.map { ByteTail(of: $0, limit: 4096) }
            var lines = ByteLines(child.standardOutput, limit: 4096)
            let line = try await lines.next().map { String(decoding: $0, as: UTF8.self) } ?? ""
            let status = await child.exitStatus(within: .seconds(30))
            guard status == .exited(0), !line.isEmpty else {
                let complaint = await errors?.text(within: .seconds(1)) ?? ""
                throw Missing(description: "the real claude is not installed; run scripts/claude-cli install (it says: \(complaint))")
            }
            return line
        }
    }

    private static var environment: [String: String] {
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        for name in ["HOME", "ROOST_CACHE", "XDG_CACHE_HOME"] { variables[name] = variable(name) }
        return variables
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static let checkout = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
}
