internal import Glibc

/// A private folder for files that nobody needs after a restart, under a name that nobody can foresee.
///
/// A lock inside says that it is in use. Whoever makes one removes all others of this user beside it that are not: what a
/// process left that was killed lives until the next start.
public final class ScratchFolder: Sendable {
    /// Its absolute path.
    public let path: String
    private let lock: FileLock

    static let prefix = "roost-s-"
    static let lockName = "scratch.lock"
    /// Seconds that a maker may take from its folder to the lock inside.
    private static let lockingTime = 60
    /// Bytes of a name: the prefix and eight letters and digits.
    private static let nameLength = prefix.utf8.count + 8

    private init(_ path: String, _ lock: FileLock) {
        self.path = path
        self.lock = lock
    }

    /// Makes one in `folder` (of `TMPDIR`), or in `/tmp` when that is absent or its path would be longer than `limit` bytes.
    /// Blocks: use it on `BlockingExecutor`.
    ///
    /// - Throws: `IOError` naming the path.
    public static func make(in folder: String?, limit: Int) throws -> ScratchFolder {
        let parent = place(folder, limit: limit)
        sweep(parent)
        while true {
            if let folder = try attempt("\(parent)/\(prefix)\(randomLetters())") { return folder }
        }
    }

    /// Removes the folder with all it holds.
    public func remove() { Files.removeTree(path) }

    /// Where the folder is made.
    static func place(_ folder: String?, limit: Int) -> String {
        guard let folder, folder.hasPrefix("/") else { return "/tmp" }
        let parent = "/" + folder.split(separator: "/").joined(separator: "/")
        return parent.utf8.count + 1 + nameLength <= limit ? parent : "/tmp"
    }

    /// `nil` when the name is taken, or another process has swept the folder away before it was locked.
    static func attempt(_ path: String, _ makeLock: (String) throws -> FileLock = FileLock.init(path:)) throws -> ScratchFolder? {
        guard mkdir(path, 0o700) == 0 else {
            guard errno == EEXIST else { throw IOError(.system(errno), "make the scratch folder \(path)") }
            return nil
        }
        let lockPath = "\(path)/\(lockName)"
        do {
            let lock = try makeLock(lockPath)
            return Files.exists(lockPath) ? ScratchFolder(path, lock) : nil
        } catch is FileLock.Held {
            return nil
        } catch let error as IOError where error.errno == ENOENT {
            return nil
        } catch {
            // A disk that is full gives the folder and not the lock.
            Files.removeIfPresent(lockPath)
            rmdir(path)
            throw error
        }
    }

    /// Removes what others of this user have left in `parent`.
    private static func sweep(_ parent: String) {
        for name in Files.entries(of: parent) where name.hasPrefix(prefix) && name.utf8.count == nameLength {
            let path = "\(parent)/\(name)"
            guard let status = try? FolderStatus(of: path), status.isOwn, status.isPrivate else { continue }
            guard Files.exists("\(path)/\(lockName)") else {
                removeIfForsaken(path)
                continue
            }
            guard let lock = try? FileLock(path: "\(path)/\(lockName)") else { continue }
            withExtendedLifetime(lock) { Files.removeTree(path) }
        }
    }

    /// Removes one whose maker has died before it had locked it: one that is empty and was made longer ago than that takes.
    private static func removeIfForsaken(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec > lockingTime else { return }
        // Fails when there is anything in it.
        rmdir(path)
    }

    private static func randomLetters() -> String {
        String((0..<8).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
}
