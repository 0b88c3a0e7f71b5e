internal import EventLoop

/// The folder that holds all state of one server, locked against a second one.
///
///     <root>/roost.lock                   who uses the folder
///     <root>/hosting_session_map.json     left by the cookbook's server, read and never written
///     <root>/roost/sessions/<id>/         one session each
struct DataRoot: Sendable {
    /// The folder, with every link resolved: the CLI finds a session by its working directory's true path.
    let path: String
    /// Where processes keep scratch files; emptied at start. Short, since sockets are made in it.
    let scratch: String
    private let lock: FileLock

    var sessions: String { "\(path)/roost/sessions" }

    /// Makes the folder if need be, and locks it.
    ///
    /// - Throws: `ServerError` when it cannot be used or another server uses it.
    static func open(_ path: String) async throws -> DataRoot {
        try await BlockingExecutor.shared.run { try openNow(path) }
    }

    private static func openNow(_ path: String) throws -> DataRoot {
        do {
            try Files.makeFolder(path)
            let root = try Files.canonical(path)
            guard Files.isWritableFolder(root) else {
                throw ServerError(.dataFolder, "the data folder \(root) is not writable; give another one with --data, or change its owner")
            }
            let lock = try FileLock(path: "\(root)/roost.lock")
            try Files.makePrivateFolder("\(root)/roost")
            try Files.makePrivateFolder("\(root)/roost/sessions")
            return DataRoot(path: root, scratch: try makeScratch(for: root), lock: lock)
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

    /// Two servers have two data folders, so a name made from the folder is nobody else's.
    private static func makeScratch(for root: String) throws -> String {
        let hash = root.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let scratch = "/tmp/roost-\(ProcessIdentity.userID)-\(String(hash, radix: 36))"
        Files.removeTree(scratch)
        try Files.makePrivateFolder(scratch)
        return scratch
    }

    /// Removes the scratch folder at the end.
    func close() async {
        let scratch = scratch
        await BlockingExecutor.shared.perform { Files.removeTree(scratch) }
    }
}
