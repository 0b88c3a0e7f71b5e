internal import EventLoop
internal import Glibc

/// The file of a store before and around SQLite's work on it. Its calls block.
package struct DatabaseFile: Sendable {
    package let path: String
    package let form: DatabaseForm
    package let mode: JournalMode
    /// Frames after which the write-ahead log is moved into the database.
    package let checkpointFrames: Int
    /// Frames above which nothing is written before the log has been moved: 16 times as many as usual.
    package var logLimit: Int { checkpointFrames * 16 }

    /// Makes the file, readable by its user alone, unless it is there, and looks at what it is.
    package init(path: String, form: DatabaseForm, mode: JournalMode?, checkpointFrames: Int) throws(DatabaseError) {
        self.path = path
        self.form = form
        self.checkpointFrames = checkpointFrames
        do {
            if !Files.exists(path) {
                try Files.writePrivately([], to: path)
                try Files.flushEntry(path)
            }
            let header = try Files.readStart(path, upTo: FileHeader.length)
            // With a rollback journal beside it, the file is what SQLite makes of both.
            if !Files.exists(path + "-journal") { try FileHeader.check(header, path, form) }
            self.mode = try mode ?? JournalMode(on: FileSystem.of(path))
        } catch { throw Self.failure(error, path, form) }
    }

    private static func failure(_ error: any Error, _ path: String, _ form: DatabaseForm) -> DatabaseError {
        if let error = error as? DatabaseError { return error }
        let isFull = [ENOSPC, EDQUOT].contains((error as? IOError)?.errno)
        return DatabaseError(
            isFull ? .full : .io,
            "cannot open the \(form.name) \(path): \(error); look at the disk and the folder's rights"
        )
    }
}
