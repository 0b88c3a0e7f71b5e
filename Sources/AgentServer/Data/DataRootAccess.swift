internal import EventLoop
internal import JSON
internal import Telemetry

/// What is done about the permissions of a data folder that was there before.
enum DataRootAccess: Sendable, Hashable {
    /// Only this user can enter it already.
    case isPrivate
    /// It is made so.
    case tighten
    /// It stays as it is: it belongs to root, who let this user in, or to a person who gave it to a container that runs as root, or it
    /// holds what is not this server's, such as `/srv`.
    case keep

    /// Folders that the system needs as they are.
    private static let systemFolders: Set = [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var",
    ]

    /// What may be in a folder that holds nothing but this server's state. Beside the cookbook's map anything may be.
    private static let ownNames: Set = ["roost", "roost.lock", "projects", ".claude.json", "lost+found"]

    /// Whether nobody else can need a folder with these entries.
    static func isOurs(_ entries: [String]) -> Bool {
        entries.contains(CookbookMap.fileName) || entries.allSatisfy(ownNames.contains)
    }

    /// Decides by the folder's canonical path, its owner and mode, and its entries.
    ///
    /// - Throws: `ServerError` for a folder that is not this user's to keep transcripts in.
    init(
        _ path: String,
        _ status: FolderStatus,
        entries: @autoclosure () -> [String],
        user: UInt32 = ProcessIdentity.userID
    ) throws(ServerError) {
        guard !status.isForEverybody, !Self.systemFolders.contains(path) else {
            throw ServerError(
                .dataFolder,
                "\(path) is a folder shared by everybody on this machine; give the data a folder of its own with --data, such as \(path == "/" ? "" : path)/roost-data"
            )
        }
        switch (status.owner == user, status.isPrivate) {
        case (true, true): self = .isPrivate
        case (true, false): self = Self.isOurs(entries()) ? .tighten : .keep
        case (false, _) where status.owner == 0 || user == 0: self = .keep
        case (false, _):
            throw ServerError(
                .dataFolder,
                "the data folder \(path) belongs to user \(status.owner), and this is user \(user); "
                    + "change its owner, run as that user, or give another folder with --data"
            )
        }
    }

    /// Does it, or says that it cannot be done: transcripts below are private in any case. Blocks for one system call.
    func apply(to path: String, _ log: Logger) {
        switch self {
        case .isPrivate: return
        case .tighten:
            do {
                try Files.setMode(0o700, of: path)
                log.info("the data folder could be entered by others and has now mode 0700", [("path", .string(path))])
            } catch {
                warn(path, log)
            }
        case .keep: warn(path, log)
        }
    }

    private func warn(_ path: String, _ log: Logger) {
        log.warning(
            "the data folder may be entered by others and stays as it is; what Roost makes below is private",
            [("path", .string(path))]
        )
    }
}
