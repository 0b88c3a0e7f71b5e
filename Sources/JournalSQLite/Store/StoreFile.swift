internal import EventLoop
internal import Glibc
internal import Journal

/// The file of a journal before and around SQLite's work on it. Its calls block.
struct StoreFile: Sendable {
    let path: String
    let mode: JournalMode
    /// Frames after which the write-ahead log is moved into the database.
    let checkpointFrames: Int
    /// Frames above which nothing is written before the log has been moved: 16 times as many as usual.
    var logLimit: Int { checkpointFrames * 16 }

    /// Makes the file, readable by its user alone, unless it is there, and looks at what it is.
    init(path: String, mode: JournalMode?, checkpointFrames: Int) throws(JournalError) {
        self.path = path
        self.checkpointFrames = checkpointFrames
        do {
            if !Files.exists(path) {
                try Files.writePrivately([], to: path)
                try Files.flushEntry(path)
            }
            let header = try Files.readStart(path, upTo: FileHeader.length)
            // With a rollback journal beside it, the file is what SQLite makes of both.
            if !Files.exists(path + "-journal") { try FileHeader.check(header, path) }
            self.mode = try mode ?? JournalMode(fileSystemMagic: Files.fileSystem(of: path))
        } catch { throw Self.failure(error, path) }
    }

    private static func failure(_ error: any Error, _ path: String) -> JournalError {
        if let error = error as? JournalError { return error }
        let isFull = [ENOSPC, EDQUOT].contains((error as? IOError)?.errno)
        return JournalError(isFull ? .full : .io, "cannot open the journal \(path): \(error); look at the disk and the folder's rights")
    }
}
