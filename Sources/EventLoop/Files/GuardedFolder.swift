internal import CLinux
internal import Glibc

/// A folder in which somebody else may have made whatever they like: nothing below it is reached by way of a link. Every call blocks.
///
/// Paths in it are relative: names with `/` between them, none of them empty, `.` or `..`.
public struct GuardedFolder: Sendable, Hashable {
    /// A file in it.
    public struct Entry: Sendable, Hashable {
        /// Its place in the folder.
        public let path: String
        /// Its bytes.
        public let size: Int
        /// When it was changed, in nanoseconds since 1970.
        public let modified: Int64
    }

    private let parent: String
    private let name: String
    static let deepest = 32

    /// The folder of this absolute path. The one that it is in may be reached by way of links.
    public init(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        parent = "/" + parts.dropLast().joined(separator: "/")
        name = String(parts.last ?? "")
    }

    /// Writes a file in place of what was there, folders included that lead to it. Mode 0600.
    ///
    /// - Throws: `IOError` naming the path.
    public func write(_ bytes: [UInt8], to path: String) throws {
        try withNewFile(path) { try Self.writeAll(bytes, $0, path) }
    }

    /// Copies a file from elsewhere, an absolute path.
    ///
    /// - Throws: `IOError` naming the path.
    public func copy(_ source: String, to path: String) throws {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw IOError(.system(errno), "read \(source)") }
        defer { close(input) }
        try withNewFile(path) { try Self.pump(input, $0, path) }
    }

    /// Copies a file of the folder to a new one elsewhere, an absolute path. Mode 0600.
    ///
    /// - Throws: `IOError` naming the path; code `tooLong` above `limit` bytes.
    public func copyOut(_ path: String, to target: String, upTo limit: Int) throws {
        try withFile(path) { input in
            let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard output >= 0 else { throw IOError(.system(errno), "write \(target)") }
            defer { close(output) }
            try Self.pump(input, output, target, upTo: limit)
            guard fsync(output) == 0 else { throw IOError(.system(errno), "flush \(target)") }
        }
    }

    /// The bytes of a file.
    ///
    /// - Throws: `IOError` naming the path; code `tooLong` above `limit` bytes.
    public func read(_ path: String, upTo limit: Int) throws -> [UInt8] {
        try withFile(path) { input in
            var bytes: [UInt8] = []
            try Self.each(of: input, path) { chunk in
                bytes += chunk
                guard bytes.count <= limit else { throw IOError(.tooLong, "read \(path), which may have \(limit) bytes") }
            }
            return bytes
        }
    }

    /// The regular files below a folder in it, sorted by path, at most `count` of them; none when it is not there.
    public func files(below path: String, count: Int) -> [Entry] {
        guard let folder = try? openFolder(Self.parts(path), makes: false) else { return [] }
        var found: [Entry] = []
        Self.list(folder, "", Self.deepest, count, &found)
        return found.sorted { $0.path < $1.path }
    }

    /// Makes a folder and those that lead to it.
    ///
    /// - Throws: `IOError` naming the path.
    public func makeFolder(_ path: String) throws { close(try openFolder(Self.parts(path), makes: true)) }

    /// Removes a file or link; absent is fine.
    public func remove(_ path: String) {
        guard let parts = try? Self.parts(path), let last = parts.last else { return }
        guard let folder = try? openFolder(Array(parts.dropLast()), makes: false) else { return }
        unlinkat(folder, last, 0)
        close(folder)
    }

    /// Removes what is empty of the folders below one in it.
    public func removeEmptyFolders(below path: String) {
        guard let folder = try? openFolder(Self.parts(path), makes: false) else { return }
        Self.prune(folder, Self.deepest)
    }
}

extension GuardedFolder {
    private static func parts(_ path: String) throws -> [String] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) && $0.utf8.count < 256 }
        guard isPlain, parts.count <= deepest else { throw IOError(.system(EINVAL), "go to \(path)") }
        return parts
    }

    /// The caller closes it.
    private func openFolder(_ parts: [String], makes: Bool) throws -> Int32 {
        var folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw IOError(.system(errno), "open \(parent)") }
        if makes { mkdirat(folder, name, 0o700) }
        for (depth, part) in ([name] + parts).enumerated() {
            if makes, depth > 0 { Self.makeFolder(part, in: folder) }
            let next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let failure = errno
            close(folder)
            guard next >= 0 else {
                throw IOError(.system(failure), "open \(part) of \(parts.joined(separator: "/")), which may be no link")
            }
            folder = next
        }
        return folder
    }

    private func withNewFile(_ path: String, _ body: (Int32) throws -> Void) throws {
        let parts = try Self.parts(path)
        let folder = try openFolder(Array(parts.dropLast()), makes: true)
        defer { close(folder) }
        let last = parts[parts.count - 1]
        // A file that somebody has open keeps what it was.
        Self.free(last, in: folder)
        let file = openat(folder, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw IOError(.system(errno), "write \(path)") }
        defer { close(file) }
        try body(file)
    }

    private func withFile<Value>(_ path: String, _ body: (Int32) throws -> Value) throws -> Value {
        let parts = try Self.parts(path)
        let folder = try openFolder(Array(parts.dropLast()), makes: false)
        defer { close(folder) }
        // Not to wait for whoever writes to a pipe.
        let file = openat(folder, parts[parts.count - 1], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw IOError(.system(errno), "read \(path)") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw IOError(.system(EINVAL), "read \(path), no file") }
        return try body(file)
    }

    private static func list(_ folder: Int32, _ prefix: String, _ depth: Int, _ count: Int, _ found: inout [Entry]) {
        guard let directory = fdopendir(folder) else {
            close(folder)
            return
        }
        defer { closedir(directory) }
        while found.count < count, let item = readdir(directory) {
            let name = name(of: item)
            guard name != ".", name != ".." else { continue }
            add(name, folder, prefix, depth, count, &found)
        }
    }

    private static func add(_ name: String, _ folder: Int32, _ prefix: String, _ depth: Int, _ count: Int, _ found: inout [Entry]) {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            found.append(Entry(path: prefix + name, size: Int(status.st_size), modified: modified))
        case S_IFDIR where depth > 0:
            let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if inner >= 0 { list(inner, "\(prefix)\(name)/", depth - 1, count, &found) }
        default: return
        }
    }

    private static func pump(_ input: Int32, _ output: Int32, _ path: String, upTo limit: Int = .max) throws {
        var total = 0
        try each(of: input, path) { chunk in
            total += chunk.count
            guard total <= limit else { throw IOError(.tooLong, "copy \(path), which may have \(limit) bytes") }
            try writeAll(Array(chunk), output, path)
        }
    }

    private static func each(of input: Int32, _ path: String, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = Glibc.read(input, &buffer, buffer.count)
            guard count >= 0 else { throw IOError(.system(errno), "read \(path)") }
            guard count > 0 else { return }
            try body(buffer[..<count])
        }
    }

    private static func writeAll(_ bytes: [UInt8], _ output: Int32, _ path: String) throws {
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call alone.
            let count = bytes[written...].withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            guard count > 0 else { throw IOError(.system(errno), "write \(path)") }
            written += count
        }
    }
}
