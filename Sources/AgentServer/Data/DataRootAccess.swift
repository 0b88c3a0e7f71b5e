internal import EventLoop
internal import JSON
internal import Telemetry

/// What is done about the permissions of a data folder that was there before.
enum DataRootAccess: Sendable, Hashable {
    /// Only this user can enter it already.
    case isPrivate
    /// It is made so.
    case tighten
    /// It belongs to root, who let this user in: it stays as it is.
    case keep

    /// Folders that the system needs as they are.
    private static let systemFolders: Set = [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var",
    ]

    /// Decides by the folder's canonical path and its owner and mode.
    ///
    /// - Throws: `ServerError` for a folder that is not this user's to keep transcripts in.
    init(_ path: String, _ status: FolderStatus) throws(ServerError) {
        guard !status.isForEverybody, !Self.systemFolders.contains(path) else {
            throw ServerError(
                .dataFolder,
                "\(path) is a folder shared by everybody on this machine; give the data a folder of its own with --data, such as \(path == "/" ? "" : path)/roost-data"
            )
        }
        switch (status.isOwn, status.isPrivate) {
        case (true, true): self = .isPrivate
        case (true, false): self = .tighten
        case (false, _) where status.owner == 0: self = .keep
        case (false, _):
            throw ServerError(
                .dataFolder,
                "the data folder \(path) belongs to user \(status.owner), and this is user \(ProcessIdentity.userID); "
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
            "the data folder may be entered by others and its mode cannot be changed; what is below is private",
            [("path", .string(path))]
        )
    }
}
