internal import Glibc

extension Files {
    /// Makes a folder and its parents, the last with mode 0700; an existing one keeps its mode.
    public static func makeFolder(_ path: String) throws { _ = try make(path, flushes: false) }

    /// Makes a folder that only this user can enter, or makes an existing one so.
    ///
    /// - Throws: `IOError` when it belongs to somebody else or is no folder, also behind a link.
    public static func makePrivateFolder(_ path: String) throws { _ = try makePrivate(path, flushes: false) }

    /// The same, and when this returns, a new folder and its new parents survive a crash. A known folder costs one system call.
    ///
    /// - Returns: Whether the folder was made.
    /// - Throws: `IOError` when it belongs to somebody else or is no folder, also behind a link.
    @discardableResult public static func makeDurableFolder(_ path: String) throws -> Bool { try makePrivate(path, flushes: true) }

    /// Makes a folder that is not there yet, with mode 0700, in one that is: one system call.
    public static func makeNewFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 else { throw IOError(.system(errno), "make the folder \(path)") }
    }

    private static func makePrivate(_ path: String, flushes: Bool) throws -> Bool {
        var status = stat()
        var isNew = false
        if lstat(path, &status) != 0 {
            guard errno == ENOENT else { throw IOError(.system(errno), "look at \(path)") }
            isNew = try make(path, flushes: flushes)
            guard lstat(path, &status) == 0 else { throw IOError(.system(errno), "look at \(path)") }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw IOError(.system(ENOTDIR), "use \(path) as a folder") }
        guard status.st_uid == geteuid() else { throw IOError(.system(EPERM), "use \(path), which belongs to another user,") }
        guard status.st_mode & 0o077 == 0 || chmod(path, 0o700) == 0 else { throw IOError(.system(errno), "make \(path) private") }
        return isNew
    }

    private static func make(_ path: String, flushes: Bool) throws -> Bool {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw IOError(.system(ENOTDIR), "use \(path) as a folder") }
            return false
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { _ = try make(String(path[..<slash]), flushes: flushes) }
        guard mkdir(path, 0o700) == 0 else {
            guard errno == EEXIST else { throw IOError(.system(errno), "make the folder \(path)") }
            return false
        }
        if flushes { try flushEntry(path) }
        return true
    }
}
