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

    private func folder(_ id: SessionID) -> String { "\(root.sessions)/\(id.text)" }

    private func recordPath(_ id: SessionID) -> String { "\(folder(id))/session.json" }

    /// Finds or makes a session. When this returns, the CLI's session id is on disk.
    ///
    /// - Throws: `ServerError` naming the file.
    func open(_ id: SessionID) throws -> Opened {
        do {
            let folders = try makeFolders(id)
            let record = try loadRecord(id) ?? adoptFromCookbook(id, folders) ?? createRecord(id)
            let hasTranscript = try placeTranscript(of: record, folders)
            let start: SessionStart = hasTranscript ? .resume(record.claudeSessionID) : .new(sessionID: record.claudeSessionID)
            return Opened(record: record, folders: folders, start: start)
        } catch let error as IOError {
            throw ServerError(.sessionFiles, "the files of session \(id) cannot be used: \(error)")
        }
    }

    /// Stores a changed record durably.
    func save(_ record: SessionRecord) throws { try Files.replaceDurably(recordPath(record.id), with: record.bytes) }

    /// Removes the scratch folder of one process.
    func removeScratch(_ folders: LaunchFolders) { Files.removeTree(folders.temporary) }

    private func makeFolders(_ id: SessionID) throws -> LaunchFolders {
        let base = folder(id)
        let scratch = "\(root.scratch)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let folders = LaunchFolders(
            configuration: "\(base)/config",
            workspace: "\(base)/workspace",
            home: "\(base)/home",
            temporary: scratch
        )
        for path in [base, folders.configuration, folders.workspace, folders.home, scratch] { try Files.makePrivateFolder(path) }
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

    /// Takes over a conversation of the cookbook's server, whose map and transcripts lie in the data root itself.
    private func adoptFromCookbook(_ id: SessionID, _ folders: LaunchFolders) throws -> SessionRecord? {
        guard let claudeID = try CookbookMap.read(in: root.path)[id.text] else { return nil }
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

    /// Whether the session has a transcript; one that lies under another working directory's key (a data folder that was
    /// moved, a cookbook session) is put where the CLI looks for it.
    private func placeTranscript(of record: SessionRecord, _ folders: LaunchFolders) throws -> Bool {
        let projects = "\(folders.configuration)/projects"
        let key = ProjectKey(canonicalPath: folders.workspace).text
        let name = record.claudeSessionID
        if Files.exists("\(projects)/\(key)/\(name).jsonl") { return true }
        guard let other = Files.entries(of: projects).first(where: { Files.exists("\(projects)/\($0)/\(name).jsonl") }) else {
            return false
        }
        try Files.makeFolder("\(projects)/\(key)")
        for entry in [name, "\(name).jsonl"] where Files.exists("\(projects)/\(other)/\(entry)") {
            try Files.move("\(projects)/\(other)/\(entry)", to: "\(projects)/\(key)/\(entry)")
        }
        return true
    }
}
