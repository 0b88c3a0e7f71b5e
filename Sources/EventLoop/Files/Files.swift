internal import CLinux
internal import Glibc

/// Files as durable, private state. Every call blocks: use them on `BlockingExecutor`.
public enum Files {
    /// The bytes of a file.
    ///
    /// - Throws: `IOError` naming the path; code `tooLong` above `limit` bytes.
    public static func read(_ path: String, upTo limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw IOError(.system(errno), "read \(path)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw IOError(.system(errno), "read \(path)") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw IOError(.tooLong, "read \(path), which may have \(limit) bytes") }
        }
    }

    /// The first bytes of a file, at most `limit`.
    ///
    /// - Throws: `IOError` naming the path.
    public static func readStart(_ path: String, upTo limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw IOError(.system(errno), "read \(path)") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &buffer, limit)
        guard count >= 0 else { throw IOError(.system(errno), "read \(path)") }
        return Array(buffer[..<count])
    }

    /// Writes a new file with mode 0600.
    public static func writePrivately(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw IOError(.system(errno), "write \(path)") }
        defer { close(descriptor) }
        try writeAll(bytes, descriptor, path)
    }

    /// Replaces a file in one step that survives a crash: temporary file, fsync, rename, fsync of the folder. Mode 0600.
    public static func replaceDurably(_ path: String, with bytes: [UInt8]) throws {
        let temporary = "\(path).\(UInt64.random(in: 0...UInt64.max)).tmp"
        do {
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw IOError(.system(errno), "write \(temporary)") }
            defer { close(descriptor) }
            try writeAll(bytes, descriptor, temporary)
            guard fsync(descriptor) == 0 else { throw IOError(.system(errno), "flush \(temporary)") }
            guard rename(temporary, path) == 0 else { throw IOError(.system(errno), "rename \(temporary) to \(path)") }
            try flushEntry(path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Whether this process may make entries in a folder.
    public static func isWritableFolder(_ path: String) -> Bool { access(path, W_OK | X_OK) == 0 }

    /// Whether something is at `path`.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether `path` is a file that may be run.
    public static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// Names of a folder's entries, sorted; empty when it does not exist.
    public static func entries(of path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let item = readdir(directory) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The absolute path with every link resolved.
    public static func canonical(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw IOError(.system(errno), "resolve \(path)") }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Moves a file or folder within one file system.
    public static func move(_ from: String, to: String) throws {
        guard rename(from, to) == 0 else { throw IOError(.system(errno), "rename \(from) to \(to)") }
        try flushEntry(to)
    }

    /// Copies a file, or a folder with all regular files below it, with private modes. Links are left out. The copy survives a crash.
    public static func copyTree(_ from: String, to: String) throws {
        try copy(from, to)
        if exists(to) { try flushEntry(to) }
    }

    private static func copy(_ from: String, _ to: String) throws {
        var status = stat()
        guard lstat(from, &status) == 0 else { throw IOError(.system(errno), "copy \(from)") }
        switch status.st_mode & S_IFMT {
        case S_IFREG: try copyFile(from, to)
        case S_IFDIR:
            try makeFolder(to)
            let names = entries(of: from)
            for name in names { try copy("\(from)/\(name)", "\(to)/\(name)") }
            if let name = names.first { try flushEntry("\(to)/\(name)") }
        default: return
        }
    }

    private static func copyFile(_ from: String, _ to: String) throws {
        let source = open(from, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw IOError(.system(errno), "read \(from)") }
        defer { close(source) }
        let target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw IOError(.system(errno), "write \(to)") }
        defer { close(target) }
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = Glibc.read(source, &buffer, buffer.count)
            guard count >= 0 else { throw IOError(.system(errno), "read \(from)") }
            guard count > 0 else { break }
            try writeAll(Array(buffer[..<count]), target, to)
        }
        guard fsync(target) == 0 else { throw IOError(.system(errno), "flush \(to)") }
    }

    /// Removes a file; absent is fine.
    public static func removeIfPresent(_ path: String) { unlink(path) }

    /// Removes a folder with all it holds, without following links. What cannot be removed is left.
    public static func removeTree(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in entries(of: path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw IOError(.system(errno), "write \(path)") }
            written += count
        }
    }

    /// Makes sure that what is called `path` is still called so after a crash.
    ///
    /// - Throws: `IOError` naming the folder it is in.
    public static func flushEntry(_ path: String) throws {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw IOError(.system(errno), "flush \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw IOError(.system(errno), "flush \(folder)") }
    }
}
