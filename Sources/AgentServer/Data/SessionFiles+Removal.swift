internal import Domain
internal import EventLoop

/// How a session's files go. First they are marked, then the journal forgets the session, then they are removed, the mark last: what is
/// left when that is cut short is found by its mark at the next start.
extension SessionFiles {
    /// Takes a folder that is to go; `nil` when it is not there.
    ///
    /// - Throws: `FileLock.Held` while one of its processes is there, `ServerError` naming the file.
    func seize(_ folder: String) throws -> FileLock? {
        guard Files.exists("\(base)/\(folder)") else { return nil }
        return try named(folder) { try FileLock.unsigned(path: "\(base)/\(folder)/turn.lock") }
    }

    /// Marks a folder as nobody's. When this returns, the mark survives a crash.
    ///
    /// - Throws: `ServerError` naming the file.
    func mark(_ folder: String) throws {
        let path = "\(base)/\(folder)/\(Self.spareMark)"
        try named(folder) {
            if !Files.exists(path) { try Files.writePrivately([], to: path) }
            try Files.flushEntry(path)
        }
    }

    /// Removes a marked folder with all it holds.
    func clear(_ folder: String) {
        let path = "\(base)/\(folder)"
        for name in Files.entries(of: path) where name != Self.spareMark { Files.removeTree("\(path)/\(name)") }
        Files.removeTree(path)
    }

    /// Removes a marked folder; false while one of its processes is there.
    ///
    /// - Throws: `ServerError` naming the file.
    func remove(_ folder: String) throws -> Bool { try remove(folder) { true } }

    /// Removes a folder that no session has taken; false while a process is there, or when a session has taken it after all.
    ///
    /// - Throws: `ServerError` naming the file.
    func removeSpare(_ folder: String) throws -> Bool { try remove(folder) { isMarked(folder) } }

    /// Asks whether it may go once nobody else can change that.
    private func remove(_ folder: String, if mayGo: () -> Bool) throws -> Bool {
        do {
            guard let lock = try seize(folder) else { return true }
            guard mayGo() else { return false }
            clear(folder)
            withExtendedLifetime(lock) {}
            return true
        } catch is FileLock.Held {
            return false
        }
    }

    /// Notes that a session of the cookbook's server has been removed here: its map and its transcripts are not ours to change.
    ///
    /// - Throws: `ServerError` naming the file.
    func noteRemoval(of id: SessionID) throws {
        guard cookbook.sessions[id.text] != nil, !wasRemoved(id) else { return }
        try named("removed") {
            try Files.makeDurableFolder("\(base)/removed")
            try Files.replaceDurably("\(base)/removed/\(id.text)", with: [])
        }
    }

    /// Whether it has been.
    func wasRemoved(_ id: SessionID) -> Bool { Files.exists("\(base)/removed/\(id.text)") }

    /// Bytes on the disk of a session's folder.
    func diskUse(of folder: String) -> Int { Files.diskUse(of: "\(base)/\(folder)") }
}
