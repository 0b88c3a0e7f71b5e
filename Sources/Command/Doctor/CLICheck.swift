internal import ClaudeAgent
internal import EventLoop

/// Looks at the claude that would be used.
struct CLICheck: Sendable {
    let values: SettingValues
    let isQuick: Bool

    /// Whether it is there, answers, is new enough, and is the pinned one: by its record when it must be quick, else by its hash.
    func run(on loop: EventLoop) async -> DoctorFinding {
        do {
            let (values, isQuick) = (values, isQuick)
            let cli = try await BlockingExecutor.shared.run { try CLIProgram.locate(values) }
            let version = try await cli.version(on: loop, environment: values.environment)
            try cli.check(version)
            let words = "\(version) at \(cli.path)"
            let cache = try await BlockingExecutor.shared.run { try CLICache.pinned(values) }
            guard cli.origin == .pinned else { return Self.unpinned(words, cli, version, cache.lock.version) }
            guard !isQuick else { return DoctorFinding("claude", .ok, "\(words), the pinned one by its record") }
            try await BlockingExecutor.shared.run { try cache.checkProgram() }
            return DoctorFinding("claude", .ok, "\(words), the pinned one by its hash")
        } catch {
            return DoctorFinding("claude", failed: error)
        }
    }

    private static func unpinned(_ words: String, _ cli: CLIProgram, _ version: CLIVersion, _ pinned: String) -> DoctorFinding {
        let origin = "\(words), from \(cli.origin.rawValue)"
        guard "\(version)" != pinned else {
            return DoctorFinding("claude", .ok, "\(origin), of the pinned version; its hash was not compared")
        }
        return DoctorFinding("claude", .warning, "\(origin); \(pinned) is what was tested. Run: roost cli install")
    }
}
