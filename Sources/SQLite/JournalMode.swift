/// How SQLite keeps a file whole, chosen by the file system that the file is on. Pure.
public enum JournalMode: Sendable, Hashable {
    /// A write-ahead log, on a local file system.
    case writeAheadLog
    /// A rollback journal with a flush at every commit, on a file system of this name that is shared or passed through: there, a log that is
    /// made valid by its order on the disk is not to be relied on.
    case rollbackJournal(fileSystem: String)

    /// The mode for a file system by its magic number (`f_type` of statfs).
    public init(fileSystemMagic magic: UInt32) {
        let name = Self.shared[magic]
        self = name.map { .rollbackJournal(fileSystem: $0) } ?? .writeAheadLog
    }

    /// In words, for a log.
    public var description: String {
        switch self {
        case .writeAheadLog: "write-ahead log"
        case .rollbackJournal(let name): "rollback journal, because the folder is on \(name)"
        }
    }

    /// Source: linux/magic.h and the file systems' own headers.
    private static let shared: [UInt32: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x6573_5546: "FUSE", 0x0102_1997: "9p",
        0x00C3_6400: "Ceph", 0x0BD0_0BD0: "Lustre", 0x5346_414F: "AFS", 0x6B41_4653: "AFS", 0x7375_7245: "Coda", 0x564C: "NCP",
        0x0116_1970: "GFS2", 0x7461_636F: "OCFS2", 0x4750_4653: "GPFS", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs",
        0x2003_0528: "OrangeFS", 0x1983_0326: "BeeGFS", 0xAAD7_AAEA: "PanFS", 0x7C7C_6013: "prl_fs",
    ]
}
