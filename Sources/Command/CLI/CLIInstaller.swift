public import EventLoop
internal import Glibc

/// Puts the pinned claude into the cache (docs/claude-cli.md, "Rules of an install").
public struct CLIInstaller: Sendable {
    let cache: CLICache
    let environment: [String: String]
    let loop: EventLoop
    let say: @Sendable (String) -> Void

    private static let lockWait = Duration.seconds(900)

    /// An installer that tells a person what it does through `say`.
    public init(_ cache: CLICache, environment: [String: String], loop: EventLoop, say: @escaping @Sendable (String) -> Void) {
        self.cache = cache
        self.environment = environment
        self.loop = loop
        self.say = say
    }

    private var name: String { "claude \(cache.lock.version) (\(cache.lock.architecture))" }

    /// Installs from `wheel`, or from the one that pip fetches. Does nothing when the genuine program is there.
    ///
    /// - Throws: `CommandError`; nothing is left behind then.
    public func install(wheel: String?) async throws {
        if let wheel { try await blocking { try checkWheel(wheel) } }
        try await blocking { try prepareFolder() }
        let lock = try await takeLock()
        defer { withExtendedLifetime(lock) {} }
        if try await isThere() { return say("\(name) is already there: \(cache.program)") }
        let work = try await blocking { try makeWorkFolder() }
        do { try await fill(work, from: wheel) } catch {
            await BlockingExecutor.shared.perform { Files.removeTree(work) }
            throw error
        }
        await BlockingExecutor.shared.perform { Files.removeTree(work) }
        say("\(name) is installed: \(cache.program)")
    }

    private func takeLock() async throws -> FileLock {
        let clock = LoopClock(loop)
        let deadline = clock.now.advanced(by: Self.lockWait)
        let path = cache.lockFile
        var misses = 0
        while true {
            do { return try await blocking { try FileLock(path: path) } } catch is FileLock.Held where clock.now < deadline {
                misses += 1
                // A child that is being started shares the descriptor for a moment: not worth a word.
                if misses == 5 { say("another install is at work on \(cache.folder); waiting for it") }
                try await clock.sleep(for: .milliseconds(100))
            } catch let held as FileLock.Held {
                let holder = held.pid.map { " (process \($0))" } ?? ""
                throw CommandError(.temporary, "another install\(holder) has held \(path) for 15 minutes; end it, then try again")
            }
        }
    }

    private func isThere() async throws -> Bool {
        try await blocking {
            guard Files.exists(cache.program) else { return false }
            do { try cache.checkProgram() } catch let error as CommandError {
                say(error.message)
                return false
            }
            return true
        }
    }

    private func fill(_ work: String, from given: String?) async throws {
        var wheel = given
        if wheel == nil {
            try await blocking { try DiskSpace.require(720, in: cache.folder) }
            say("downloading \(name), about 165 MB, once")
            wheel = try await WheelDownload(lock: cache.lock, environment: environment, loop: loop).fetch(into: work)
        } else {
            try await blocking { try DiskSpace.require(given.map(DiskSpace.unpacked) ?? 0, in: cache.folder) }
        }
        guard let wheel else { return }
        if given == nil { try await blocking { try checkWheel(wheel) } }
        let program = try await WheelMember(environment: environment, loop: loop).unpack(wheel, into: work)
        try await blocking { try place(program, work) }
    }

    private func checkWheel(_ wheel: String) throws(CommandError) {
        let got = try FileHash.of(wheel)
        guard got != cache.lock.wheelHash else { return }
        let advice = "Nothing was kept. Take claude-agent-sdk \(cache.lock.packageVersion) for \(cache.lock.architecture)."
        throw FileHash.mismatch("the wheel \(wheel)", expected: cache.lock.wheelHash, got: got, advice)
    }

    /// The hash first, the program last: a program at its final path is always a whole one.
    private func place(_ program: String, _ work: String) throws {
        let got = try FileHash.of(program)
        if let expected = cache.lock.programHash, got != expected {
            let advice = "Nothing was kept. Take the lock file and the wheel from the same version."
            throw FileHash.mismatch("claude from the wheel", expected: expected, got: got, advice)
        }
        guard chmod(program, 0o755) == 0 else { throw IOError(.system(errno), "make \(program) executable") }
        let record = "\(work)/claude.sha256"
        try Files.writePrivately(Array("\(got)  claude\n".utf8), to: record)
        guard chmod(record, 0o644) == 0 else { throw IOError(.system(errno), "make \(record) readable") }
        try Files.move(record, to: cache.record)
        try Files.move(program, to: cache.program)
    }

    private func prepareFolder() throws(CommandError) {
        do { try Files.makeFolder(cache.folder) } catch {
            throw CommandError(.permission, "cannot \(error); set ROOST_CACHE to a folder you may write to")
        }
        guard access(cache.folder, W_OK) == 0 else {
            throw CommandError(
                .permission,
                "cannot write to the cache folder \(cache.folder); set ROOST_CACHE to a folder you may write to"
            )
        }
    }

    private func makeWorkFolder() throws -> String {
        for name in Files.entries(of: cache.folder) where name.hasPrefix("partial.") { Files.removeTree("\(cache.folder)/\(name)") }
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        let folder = "\(cache.folder)/partial.\(String((0..<6).compactMap { _ in letters.randomElement() }))"
        try Files.makeFolder(folder)
        return folder
    }

    private func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await BlockingExecutor.shared.run(body)
    }
}
