internal import Glibc

extension Files {
    /// Bytes that a file, or a folder with all below it, takes on the disk, as `du` counts but for files that have several names.
    /// Links are not followed; what cannot be looked at counts as nothing.
    public static func diskUse(of path: String) -> Int {
        var total = 0
        var rest = [path]
        while let next = rest.popLast() {
            var status = stat()
            guard lstat(next, &status) == 0 else { continue }
            total += Int(status.st_blocks) * 512
            if status.st_mode & S_IFMT == S_IFDIR { rest += entries(of: next).map { "\(next)/\($0)" } }
        }
        return total
    }
}
