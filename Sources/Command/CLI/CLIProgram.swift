public import ClaudeAgent
public import EventLoop

/// The claude program that is used, and why that one.
public struct CLIProgram: Sendable, Hashable {
    /// Where it was found.
    public enum Origin: String, Sendable {
        /// `ROOST_CLAUDE` names it.
        case variable = "ROOST_CLAUDE"
        /// The pinned one in the cache.
        case pinned
        /// The first in `PATH`.
        case path = "PATH"
    }

    /// Absolute path.
    public let path: String
    /// Where it was found.
    public let origin: Origin

    /// Looks in the order `ROOST_CLAUDE`, the pinned one, `PATH`. Blocks for small system calls.
    ///
    /// - Throws: `CommandError` saying how to install it; also when the pinned one is there without its record, which nobody may overlook.
    public static func locate(_ values: SettingValues) throws(CommandError) -> CLIProgram {
        if let named = try ProgramSearch.named(by: .claude, values) { return CLIProgram(path: named, origin: .variable) }
        // Without a home there is no cache, and the one in PATH may still do; a lock file that was named must be readable.
        let cache = values.text(.cliLock) == nil ? try? CLICache.pinned(values) : try CLICache.pinned(values)
        if let cache, Files.exists(cache.program) {
            try cache.checkRecord()
            return CLIProgram(path: cache.program, origin: .pinned)
        }
        if let found = ProgramSearch.find("claude", in: values.environment["PATH"]) { return CLIProgram(path: found, origin: .path) }
        let place = cache.map { " (\($0.program))" } ?? ""
        throw CommandError(
            .unavailable,
            "no claude program: ROOST_CLAUDE is not set, the pinned one is not installed\(place), none in PATH. Run: roost cli install"
        )
    }

    /// The version, remembered from an earlier start when the file is still the same, else asked for.
    ///
    /// - Throws: `CommandError` when it does not answer with one.
    public func rememberedVersion(on loop: EventLoop, environment: [String: String]) async throws -> CLIVersion {
        let path = path
        let memo = await BlockingExecutor.shared.perform { CLIVersionMemo(of: path, environment: environment) }
        guard let memo else { return try await version(on: loop, environment: environment) }
        if let known = await BlockingExecutor.shared.perform({ memo.version }) { return known }
        let told = try await version(on: loop, environment: environment)
        await BlockingExecutor.shared.perform { memo.note(told) }
        return told
    }

    /// Asks the program for its version, for at most ten seconds.
    ///
    /// - Throws: `CommandError` when it does not answer with one.
    public func version(on loop: EventLoop, environment: [String: String]) async throws -> CLIVersion {
        // Only what any program needs: it must neither read nor write anybody's settings.
        let variables = ["PATH": environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent", "DISABLE_AUTOUPDATER": "1"]
        let outcome: Tool.Outcome
        do { outcome = try await Tool(path, ["--version"], variables, limit: .seconds(10)).run(on: loop) } catch let error as IOError {
            throw CommandError(
                .unavailable,
                "\(path) does not tell its version (\(error)); set ROOST_CLAUDE to one that does, or run: roost cli install"
            )
        }
        guard outcome.status.isSuccess, let version = CLIVersion(outcome.output) else {
            throw CommandError(
                .unavailable,
                "\(path) is no claude: --version ended with \(outcome.status) and no version; set ROOST_CLAUDE to the right one"
            )
        }
        return version
    }

    /// Refuses a program that cannot take prompts word for word, which would let a prompt run commands or attach files.
    ///
    /// - Throws: `CommandError` with the version found and the one needed.
    public func check(_ version: CLIVersion) throws(CommandError) {
        guard version < .verbatimPrompts else { return }
        throw CommandError(
            .unavailable,
            "claude \(version) at \(path) (\(origin.rawValue)) is too old: \(CLIVersion.verbatimPrompts) or newer takes prompts word for word. "
                + "Run: roost cli install"
        )
    }
}
