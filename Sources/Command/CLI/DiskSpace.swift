internal import Glibc

/// Whether a disk has room. Blocks for a system call.
enum DiskSpace {
    /// - Throws: `CommandError` when the file system of `folder` has fewer free megabytes.
    static func require(_ megabytes: Int, in folder: String) throws(CommandError) {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return }
        let free = Int(status.f_bavail) * Int(status.f_frsize) / 1_048_576
        guard free < megabytes else { return }
        throw CommandError(
            .io,
            "not enough space in \(folder): \(megabytes) MB needed, \(free) MB free. Make room, or set ROOST_CACHE to a folder on another disk"
        )
    }

    /// Megabytes that a wheel may take once it is unpacked.
    static func unpacked(_ wheel: String) -> Int {
        var status = stat()
        return stat(wheel, &status) == 0 ? Int(status.st_size) * 3 / 1_048_576 + 1 : 0
    }
}
