internal import EventLoop

/// Where the pinned claude lies (docs/claude-cli.md, "The cache"). Blocks for small system calls.
public struct CLICache: Sendable, Hashable {
    /// What belongs there.
    public let lock: CLILock
    /// `<cache>/claude/<version>-<arch>`.
    public let folder: String

    /// The program.
    public var program: String { "\(folder)/claude" }
    /// Its hash.
    var record: String { "\(folder)/claude.sha256" }
    /// What an installation holds.
    var lockFile: String { "\(folder)/.lock" }

    /// The place of what `lock` names, by `ROOST_CACHE`, `XDG_CACHE_HOME` or `HOME`.
    ///
    /// - Throws: `CommandError` when there is no absolute path among them.
    public init(_ lock: CLILock, environment: [String: String]) throws(CommandError) {
        self.lock = lock
        folder = "\(try Self.root(environment))/claude/\(lock.version)-\(lock.architecture)"
    }

    /// The place of what the built-in lock file names, or the one of `ROOST_CLI_LOCK`.
    public static func pinned(_ values: SettingValues) throws(CommandError) -> CLICache {
        guard let path = values.text(.cliLock) else {
            return try CLICache(try CLILock(parsing: CLILock.builtIn), environment: values.environment)
        }
        let bytes: [UInt8]
        do { bytes = try Files.read(path, upTo: 1_048_576) } catch {
            throw CommandError(.noInput, "ROOST_CLI_LOCK: cannot \(error); give a lock file this user can read")
        }
        return try CLICache(try CLILock(parsing: bytes, origin: path), environment: values.environment)
    }

    /// The cache's own folder.
    static func root(_ environment: [String: String]) throws(CommandError) -> String {
        let filled = environment.filter { !$0.value.isEmpty }
        let root = filled["ROOST_CACHE"] ?? filled["XDG_CACHE_HOME"].map { "\($0)/roost" } ?? filled["HOME"].map { "\($0)/.cache/roost" }
        guard let root else {
            throw CommandError(.configuration, "no place for the cache: HOME is not set; set ROOST_CACHE to a folder of your own")
        }
        guard root.hasPrefix("/") else {
            throw CommandError(.configuration, "the cache folder \"\(root)\" is not an absolute path; set ROOST_CACHE to an absolute one")
        }
        return root
    }

    /// The hash that was recorded at installation.
    var recordedHash: String? {
        guard let bytes = try? Files.read(record, upTo: 4096) else { return nil }
        let hash = String(decoding: bytes, as: UTF8.self).prefix { $0.isHexDigit }
        return hash.count == 64 ? String(hash) : nil
    }

    /// The quick check: something executable is there, and what was recorded is what the lock file wants. The program is not read.
    ///
    /// - Throws: `CommandError` saying what is missing.
    public func checkRecord() throws(CommandError) {
        guard Files.isExecutable(program) else {
            throw CommandError(
                .unavailable,
                "claude \(lock.version) (\(lock.architecture)) is not installed at \(program). Run: roost cli install"
            )
        }
        guard let recorded = recordedHash, recorded == lock.programHash ?? recorded else {
            throw CommandError(.unavailable, "\(program) has no record of the pinned hash beside it. Run: roost cli install")
        }
    }

    /// The full check: reads the program and compares its hash with the lock file's and the recorded one.
    ///
    /// - Throws: `CommandError` with both hashes when they differ.
    public func checkProgram() throws(CommandError) {
        guard Files.isExecutable(program) else { return try checkRecord() }
        let recorded = recordedHash
        guard let expected = lock.programHash ?? recorded else {
            throw CommandError(.unavailable, "nothing says which hash \(program) must have. Run: roost cli install")
        }
        let got = try FileHash.of(program)
        guard got != expected || recorded != expected else { return }
        let note = "The hash recorded beside it is \(recorded ?? "missing"). Run: roost cli install, to replace it."
        throw FileHash.mismatch(program, expected: expected, got: got, note)
    }
}
