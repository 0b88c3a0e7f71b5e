internal import EventLoop
internal import Telemetry

/// The folder that holds all state of one server, locked against a second one.
///
///     <root>/roost.lock                   who uses the folder
///     <root>/hosting_session_map.json     left by the cookbook's server, read and never written
///     <root>/roost/journal.sqlite3        the events of all sessions
///     <root>/roost/folders/<uuid>/        one session's files each
///     <root>/roost/sessions/<id>/         the same, made by versions before 0.3
///     <root>/roost/removed/<id>           a session of the cookbook's server that has been removed here
///     <root>/roost/records.sqlite3        the objects of the public API
///     <root>/roost/files/                 contents of its files and skills
///     <root>/roost/vault.key              what its vaults' tokens are encrypted with
///     <root>/roost/server.json            where the server listens, while it runs
///     <root>/roost/admin.sock             where it answers `roost session`, while it runs
struct DataRoot: Sendable {
    /// The folder, with every link resolved: the CLI finds a session by its working directory's true path.
    let path: String
    private let scratchFolder: ScratchFolder
    private let lock: FileLock

    var sessions: String { "\(path)/roost/sessions" }
    /// Where processes keep scratch files. Short, since sockets are made in it.
    var scratch: String { scratchFolder.path }

    /// Makes the folder if need be, and locks it. When this returns, the new folders survive a crash.
    ///
    /// - Parameter temporary: `TMPDIR`, where scratch files go if sockets can be made there.
    /// - Throws: `ServerError` when it cannot be used or another server uses it.
    static func open(_ path: String, temporary: String? = nil, log: Logger = .none) async throws -> DataRoot {
        try await BlockingExecutor.shared.run { try openNow(path, temporary, log) }
    }

    private static func openNow(_ path: String, _ temporary: String?, _ log: Logger) throws -> DataRoot {
        let (root, lock) = try lockRoot(path, log)
        return DataRoot(path: root, scratchFolder: try .forProcesses(in: temporary), lock: lock)
    }

    private static func lockRoot(_ path: String, _ log: Logger) throws -> (String, FileLock) {
        do {
            let wasThere = Files.exists(path)
            if !wasThere { try Files.makeDurableFolder(path) }
            let root = try Files.canonical(path)
            let access = try DataRootAccess(root, FolderStatus(of: root), entries: Files.entries(of: root))
            guard Files.isWritableFolder(root) else {
                throw ServerError(.dataFolder, "the data folder \(root) is not writable; give another one with --data, or change its owner")
            }
            let lock = try FileLock(path: "\(root)/roost.lock")
            if wasThere { access.apply(to: root, log) }
            // Folders that a killed server made may not have reached the disk, unless it came as far as to make the journal.
            let isFlushed = Files.exists("\(root)/roost/journal.sqlite3")
            for folder in ["\(root)/roost", "\(root)/roost/sessions"] where try !Files.makeDurableFolder(folder) && !isFlushed {
                try Files.flushEntry(folder)
            }
            return (root, lock)
        } catch let held as FileLock.Held {
            let holder = held.pid.map { "process \($0)" } ?? "another process"
            throw ServerError(
                .dataFolderInUse,
                "the data folder \(path) is in use by \(holder); stop it, or give another folder with --data"
            )
        } catch let error as IOError {
            throw ServerError(.dataFolder, "the data folder \(path) cannot be used: \(error); give another one with --data")
        }
    }

    /// Removes the scratch folder at the end.
    func close() async {
        let scratch = scratchFolder
        await BlockingExecutor.shared.perform { scratch.remove() }
        lock.unlock()
    }
}
