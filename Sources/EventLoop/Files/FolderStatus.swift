internal import Glibc

/// Whose a folder is and who may do what with it.
public struct FolderStatus: Sendable, Hashable {
    /// The owner's number.
    public let owner: UInt32
    /// The twelve bits of permissions.
    public let mode: UInt32

    /// Looks at a folder. Blocks for one system call.
    ///
    /// - Throws: `IOError` naming the path, also when it is no folder or a link to one.
    public init(of path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw IOError(.system(errno), "look at \(path)") }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw IOError(.system(ENOTDIR), "use \(path) as a folder") }
        self.init(owner: status.st_uid, mode: status.st_mode & 0o7777)
    }

    /// A folder's status made by hand.
    public init(owner: UInt32, mode: UInt32) {
        self.owner = owner
        self.mode = mode
    }

    /// Whether it belongs to the user of this process.
    public var isOwn: Bool { owner == geteuid() }
    /// Whether nobody but its owner may enter or see it.
    public var isPrivate: Bool { mode & 0o077 == 0 }
    /// Whether everybody may make entries in it and remove their own, as in `/tmp`.
    public var isForEverybody: Bool { mode & 0o1002 == 0o1002 }
}

extension Files {
    /// Sets the permissions of what is at `path`.
    ///
    /// - Throws: `IOError` naming the path.
    public static func setMode(_ mode: UInt32, of path: String) throws {
        guard chmod(path, mode) == 0 else { throw IOError(.system(errno), "set the mode of \(path)") }
    }
}
