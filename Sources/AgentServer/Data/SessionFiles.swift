internal import ClaudeAgent
internal import Domain
internal import EventLoop
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

    private func folder(_ id: SessionID) -> String { "\(root.sessions)/\(id.text)" }

    private func recordPath(_ id: SessionID) -> String { "\(folder(id))/session.json" }

    /// Takes the session for one turn. Its processes' guardian holds the lock too, so it is free when the last of them has gone.
    ///
    /// - Throws: `FileLock.Held` while processes of an earlier turn may still write to the session's files: a server that was killed
    ///   leaves their end to the guardian. `ServerError` naming the file.
    func lock(_ id: SessionID) throws -> FileLock {
        do {
            try Files.makePrivateFolder(folder(id))
            return try FileLock.unsigned(path: "\(folder(id))/turn.lock")
        } catch let error as IOError {
            throw ServerError(.sessionFiles, "the files of session \(id) cannot be used: \(error)")
        }
    }

    /// Finds or makes a session. When this returns, the CLI's session id is on disk.
    ///
    /// - Throws: `ServerError` naming the file.
    func open(_ id: SessionID) throws -> Opened {
        do {
            let folders = try makeFolders(id)
            let record = try loadRecord(id) ?? adoptFromCookbook(id, folders) ?? createRecord(id)
            let hasTranscript = try TranscriptPlace(folders, record.claudeSessionID).prepare()
            let start: SessionStart = hasTranscript ? .resume(record.claudeSessionID) : .new(sessionID: record.claudeSessionID)
            try Files.makePrivateFolder(folders.temporary)
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

    /// The folders, made but for the scratch folder.
    private func makeFolders(_ id: SessionID) throws -> LaunchFolders {
        let base = folder(id)
        let folders = LaunchFolders(
            configuration: "\(base)/config",
            workspace: "\(base)/workspace",
            home: "\(base)/home",
            temporary: "\(root.scratch)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        for path in [base, folders.configuration, folders.workspace, folders.home] { try Files.makePrivateFolder(path) }
        return folders
    }

    private func loadRecord(_ id: SessionID) throws -> SessionRecord? {
        let path = recordPath(id)
        guard Files.exists(path) else { return nil }
        guard let record = SessionRecord(try Files.read(path, upTo: 64 * 1024), id: id) else {
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
            try Files.makeFolder(target)
            try Files.copyTree("\(source).jsonl", to: "\(target)/\(claudeID).jsonl")
            if Files.exists(source) { try Files.copyTree(source, to: "\(target)/\(claudeID)") }
        }
        let record = SessionRecord(id: id, claudeSessionID: claudeID)
        try save(record)
        return record
    }
}
