public import EventLoop

/// How SQLite keeps a file whole, chosen by the file system that the file is on. Pure.
public enum JournalMode: Sendable, Hashable {
    /// A write-ahead log, on a local file system.
    case writeAheadLog
    /// A rollback journal with a flush at every commit, on a file system of this name that is shared or passed through: there, a log that is
    /// made valid by its order on the disk is not to be relied on.
    case rollbackJournal(fileSystem: String)

    /// The mode for a file on this file system.
    public init(on fileSystem: FileSystem) {
        self = fileSystem.kind == .remote ? .rollbackJournal(fileSystem: fileSystem.name) : .writeAheadLog
    }

    /// In words, for a log.
    public var description: String {
        switch self {
        case .writeAheadLog: "write-ahead log"
        case .rollbackJournal(let name): "rollback journal, because the folder is on \(name)"
        }
    }
}
