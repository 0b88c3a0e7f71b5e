internal import Glibc

/// Folders within it: made, emptied and taken out of the way. Descriptors belong to whoever calls, where nothing else is said.
extension GuardedFolder {
    /// A link in its place goes; what it leads to stays.
    static func makeFolder(_ name: String, in folder: Int32) {
        guard mkdirat(folder, name, 0o700) != 0, errno == EEXIST else { return }
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFLNK else { return }
        unlinkat(folder, name, 0)
        mkdirat(folder, name, 0o700)
    }

    /// Takes the name of a file away from whatever has it; of a folder only where nothing is in it.
    static func free(_ name: String, in folder: Int32) {
        guard unlinkat(folder, name, 0) != 0, errno == EISDIR else { return }
        let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if inner >= 0 { prune(inner, deepest) }
        unlinkat(folder, name, AT_REMOVEDIR)
    }

    /// Closes the folder.
    static func prune(_ folder: Int32, _ depth: Int) {
        for name in folders(in: folder) where depth > 0 {
            let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if inner >= 0 { prune(inner, depth - 1) }
            unlinkat(folder, name, AT_REMOVEDIR)
        }
        close(folder)
    }

    static func folders(in folder: Int32) -> [String] {
        // The directory stream closes what it was made of.
        guard let directory = fdopendir(dup(folder)) else { return [] }
        defer { closedir(directory) }
        rewinddir(directory)
        var names: [String] = []
        while let item = readdir(directory) {
            let name = name(of: item)
            if item.pointee.d_type == UInt8(DT_DIR) || item.pointee.d_type == UInt8(DT_UNKNOWN), name != ".", name != ".." {
                names.append(name)
            }
        }
        return names
    }

    static func name(of item: UnsafeMutablePointer<dirent>) -> String {
        // The kernel ends each name with a zero byte.
        withUnsafePointer(to: &item.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }
}
