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
        return FileSystem(number: number, free: Int(clamping: free))
    }

    /// The file system that has this number (`f_type` of statfs(2)).
    package init(number: UInt32, free: Int) {
        let known = Self.names[number] ?? (name: "0x\(String(number, radix: 16))", kind: .local)
        self.init(name: known.name, kind: known.kind, free: free)
    }

    /// By their numbers. Source: linux/magic.h and the file systems' own headers.
    private static let names: [UInt32: (name: String, kind: Kind)] = [
        0xEF53: ("ext4", .local), 0x5846_5342: ("xfs", .local), 0x9123_683E: ("btrfs", .local), 0x2FC1_2FC1: ("zfs", .local),
        0xF2F5_2010: ("f2fs", .local), 0x0102_1994: ("tmpfs", .passing), 0x8584_58F6: ("ramfs", .passing),
        0x794C_7630: ("overlay", .passing), 0x6969: ("nfs", .remote), 0x517B: ("smb", .remote),
        0xFF53_4D42: ("cifs", .remote), 0xFE53_4D42: ("smb2", .remote),
        0x6573_5546: ("fuse", .remote), 0x0102_1997: ("9p", .remote), 0x00C3_6400: ("ceph", .remote), 0x0BD0_0BD0: ("lustre", .remote),
        0x5346_414F: ("afs", .remote), 0x6B41_4653: ("afs", .remote), 0x7375_7245: ("coda", .remote), 0x564C: ("ncp", .remote),
        0x4750_4653: ("gpfs", .remote), 0xBACB_ACBC: ("vmhgfs", .remote), 0x2003_0528: ("orangefs", .remote),
        0x1983_0326: ("beegfs", .remote), 0xAAD7_AAEA: ("panfs", .remote), 0x7C7C_6013: ("prl_fs", .remote),
        0x0116_1970: ("gfs2", .remote), 0x7461_636F: ("ocfs2", .remote), 0x786F_4256: ("vboxsf", .remote),
    ]
}
