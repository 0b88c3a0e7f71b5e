internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import Glibc
internal import JSON

/// Sessions on disk: a folder each, with the record, the CLI's config folder, the workspace and a home. Every call blocks.
struct SessionFiles: Sendable {
    /// A session ready for a turn.
    struct Opened: Sendable {
        var record: SessionRecord
        let folders: LaunchFolders
        /// New, or resumed when a transcript is there.
        let start: SessionStart
    }

    let root: DataRoot
    var cookbook = CookbookMap()
    var count = SessionCount(0, limit: .max)

    private func folder(_ id: SessionID) -> String { "\(root.sessions)/\(id.text)" }

    private func recordPath(_ id: SessionID) -> String { "\(folder(id))/session.json" }

    /// Takes the session for one turn. Its processes' guardian holds the lock too, so it is free when the last of them has gone.
    ///
    /// The session's folder is made where there is none.
    /// - Throws: `FileLock.Held` while processes of an earlier turn may still write to the session's files: a server that was killed
    ///   leaves their end to the guardian. `ServerError` naming the file.
    func lock(_ id: SessionID) throws -> FileLock {
        do {
            try makeBase(id)
            return try FileLock.unsigned(path: "\(folder(id))/turn.lock")
        } catch let error as IOError {
            throw ServerError(.sessionFiles, "the files of session \(id) cannot be used: \(error)")
        }
    }

    /// Whether a turn of the session may begin: it is known, or there is room for one more.
    func hasRoom(for id: SessionID) -> Bool { !count.isFull || Files.exists(folder(id)) }

    /// Finds or makes a session. When this returns, the CLI's session id is on disk, and so are the folders that lead to it.
    ///
    /// - Throws: `ServerError` naming the file.
    func open(_ id: SessionID) throws -> Opened {
        do {
            let folders = folders(id)
            let record: SessionRecord
            if let known = try loadRecord(id) {
                // A backup may have left out empty folders.
                for path in [folders.configuration, folders.workspace, folders.home] { try Files.makeDurableFolder(path) }
                record = known
            } else {
                try makeFolders(id, folders)
                record = try adoptFromCookbook(id, folders) ?? createRecord(id)
            }
            let hasTranscript = try TranscriptPlace(folders, record.claudeSessionID).prepare()
            let start: SessionStart = hasTranscript ? .resume(record.claudeSessionID) : .new(sessionID: record.claudeSessionID)
            try Files.makeNewFolder(folders.temporary)
            return Opened(record: record, folders: folders, start: start)
        } catch let error as IOError {
            throw ServerError(.sessionFiles, "the files of session \(id) cannot be used: \(error)")
        }
    }

    /// Stores a changed record durably.
    ///
    /// - Throws: `ServerError` naming the file.
    func save(_ record: SessionRecord) throws {
        do {
            try Files.replaceDurably(recordPath(record.id), with: record.bytes)
        } catch {
            throw ServerError(.sessionFiles, "the record of session \(record.id) cannot be stored: \(error)")
        }
    }

    /// Removes the scratch folder of one process.
    func removeScratch(_ folders: LaunchFolders) { Files.removeTree(folders.temporary) }

    private func folders(_ id: SessionID) -> LaunchFolders {
        let base = folder(id)
        return LaunchFolders(
            configuration: "\(base)/config",
            workspace: "\(base)/workspace",
            home: "\(base)/home",
            temporary: "\(root.scratch)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
    }

    private func makeFolders(_ id: SessionID, _ folders: LaunchFolders) throws {
        try makeBase(id)
        // New, or made by a server that was killed before it reached the disk.
        try Files.flushEntry(folder(id))
        for path in [folders.configuration, folders.workspace, folders.home] { try Files.makePrivateFolder(path) }
    }

    /// Makes a session's folder where there is none yet, if there is room for one more session.
    private func makeBase(_ id: SessionID) throws {
        guard !Files.exists(folder(id)) else { return try Files.makePrivateFolder(folder(id)) }
        guard count.take() else { throw Self.full(count.limit) }
        do {
            try Files.makePrivateFolder(folder(id))
        } catch {
            count.giveBack()
            throw error
        }
    }

    /// What is said to a new session when there is no room for it.
    static func full(_ limit: Int) -> ServerError {
        ServerError(
            .tooManySessions,
            "there are \(limit) sessions, as many as this server keeps; go on with one of them, or ask its operator"
        )
    }

    private func loadRecord(_ id: SessionID) throws -> SessionRecord? {
        let path = recordPath(id)
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, upTo: 64 * 1024)
        } catch let error as IOError where error.errno == ENOENT {
            return nil
        }
        guard let record = SessionRecord(bytes, id: id) else {
            throw ServerError(.sessionFiles, "\(path) is damaged; restore it, or move the folder away to begin the session anew")
        }
        return record
    }

    private func createRecord(_ id: SessionID) throws -> SessionRecord {
        let record = SessionRecord(id: id, claudeSessionID: SessionIdentifier.random())
        try save(record)
        return record
    }

    /// Takes over a conversation of the cookbook's server, whose transcripts lie in the data root itself.
    ///
    /// The record is stored last, so a take-over that was cut off is done again.
    private func adoptFromCookbook(_ id: SessionID, _ folders: LaunchFolders) throws -> SessionRecord? {
        guard let claudeID = cookbook.sessions[id.text] else { return nil }
        for project in Files.entries(of: "\(root.path)/projects") {
            let source = "\(root.path)/projects/\(project)/\(claudeID)"
            guard Files.exists("\(source).jsonl") else { continue }
            let target = "\(folders.configuration)/projects/\(project)"
            try Files.makeDurableFolder(target)
            try Files.copyTree("\(source).jsonl", to: "\(target)/\(claudeID).jsonl")
            if Files.exists(source) { try Files.copyTree(source, to: "\(target)/\(claudeID)") }
        }
        let record = SessionRecord(id: id, claudeSessionID: claudeID)
        try save(record)
        return record
    }
}
