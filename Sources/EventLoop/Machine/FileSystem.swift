internal import CLinux

/// The file system that a path lies on.
public struct FileSystem: Sendable, Hashable {
    /// What a file system is good for.
    public enum Kind: Sendable, Hashable {
        /// A disk of this machine, or nothing that is known to be anything else.
        case local
        /// It is gone when the machine or the container is.
        case passing
        /// Others share it, or a program serves it: locks and mapped memory may not do what they say.
        case remote
    }

    /// Its usual name, else its number.
    public let name: String
    /// What it is good for.
    public let kind: Kind
    /// Bytes that this user may still write.
    public let free: Int

    /// A file system by its facts.
    public init(name: String, kind: Kind, free: Int) {
        self.name = name
        self.kind = kind
        self.free = free
    }

    /// Looks at the file system of a path that exists. Blocks for a system call, on a dead network file system for as long as it is dead.
    ///
    /// - Throws: `IOError` naming the path.
    public static func of(_ path: String) throws -> FileSystem {
        var number: UInt32 = 0
        var free: UInt64 = 0
        let failure = roost_file_system(path, &number, &free)
        guard failure == 0 else { throw IOError(.system(failure), "look at the file system of \(path)") }
        let known = names[number] ?? (name: "0x\(String(number, radix: 16))", kind: .local)
        return FileSystem(name: known.name, kind: known.kind, free: Int(clamping: free))
    }

    /// By the numbers of statfs(2).
    private static let names: [UInt32: (name: String, kind: Kind)] = [
        0xEF53: ("ext4", .local), 0x5846_5342: ("xfs", .local), 0x9123_683E: ("btrfs", .local), 0x2FC1_2FC1: ("zfs", .local),
        0xF2F5_2010: ("f2fs", .local), 0x0102_1994: ("tmpfs", .passing), 0x8584_58F6: ("ramfs", .passing),
        0x794C_7630: ("overlay", .passing), 0x6969: ("nfs", .remote), 0xFF53_4D42: ("cifs", .remote), 0xFE53_4D42: ("smb2", .remote),
        0x6573_5546: ("fuse", .remote), 0x0102_1997: ("9p", .remote), 0x00C3_6400: ("ceph", .remote), 0x0BD0_0BD0: ("lustre", .remote),
        0x0116_1970: ("gfs2", .remote), 0x7461_636F: ("ocfs2", .remote), 0x786F_4256: ("vboxsf", .remote),
    ]
}
