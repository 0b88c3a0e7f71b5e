internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import Glibc

/// Folders of sessions on disk: the CLI's config folder, the workspace and a home. Every call blocks.
///
///     <root>/roost/folders/<uuid>/       one conversation each, named after the CLI's first id of it
///     <root>/roost/sessions/<id>/        the same, made by earlier versions
struct SessionFiles: Sendable {
    let root: DataRoot
    var cookbook = CookbookMap()

    var base: String { "\(root.path)/roost" }

    /// In a folder that no session has: not yet, until one has taken it, or not any more.
    static let spareMark = "spare"

    /// Makes a folder for a new conversation, and takes it. When this returns, it survives a crash.
    ///
    /// - Throws: `ServerError` naming the file.
    func make() throws -> SessionPlace {
        let id = SessionIdentifier.random()
        let binding = SessionBinding(claudeSessionID: id, folder: "folders/\(id)")
        return try named(binding.folder) {
            let place = try take(binding)
            // Locked before it is marked: whoever looks for what is left never takes it for that.
            try Files.writePrivately([], to: "\(base)/\(binding.folder)/\(Self.spareMark)")
            for path in place.folders.kept { try Files.makePrivateFolder(path) }
            return place
        }
    }

    /// A session has taken a folder that was made for none. The folder says whose it is, for people: nothing reads that.
    func keep(_ binding: SessionBinding, for id: SessionID) {
        let folder = "\(base)/\(binding.folder)"
        try? Files.writePrivately(Array("\(id.text)\n".utf8), to: "\(folder)/session")
        Files.removeIfPresent("\(folder)/\(Self.spareMark)")
    }

    /// Takes the folder of a known session.
    ///
    /// - Throws: `FileLock.Held` while processes of an earlier turn may still write to it: a server that was killed leaves their end
    ///   to the guardian. `ServerError` naming the file.
    func open(_ binding: SessionBinding) throws -> SessionPlace {
        try named(binding.folder) {
            let place = try take(binding)
            // A backup may have left out empty folders.
            for path in place.folders.kept { try Files.makeDurableFolder(path) }
            return place
        }
    }

    /// How the CLI is to begin in a place: anew, or where its transcript ends.
    ///
    /// - Throws: `ServerError` naming the file.
    func start(in place: SessionPlace) throws -> SessionStart {
        try named(place.binding.folder) {
            let hasTranscript = try TranscriptPlace(place.folders, place.binding.claudeSessionID).prepare()
            return hasTranscript ? .resume(place.binding.claudeSessionID) : .new(sessionID: place.binding.claudeSessionID)
        }
    }

    /// The scratch folder of one process.
    func makeScratch(_ folders: LaunchFolders) throws { try named("scratch") { try Files.makeNewFolder(folders.temporary) } }

    /// Removes it.
    func removeScratch(_ folders: LaunchFolders) { Files.removeTree(folders.temporary) }

    /// The conversation of a session that the journal does not know: made by an earlier version, or by the cookbook's server.
    ///
    /// - Throws: `ServerError` naming the file.
    func adopt(_ id: SessionID) throws -> SessionBinding? {
        let folder = "sessions/\(id.text)"
        return try named(folder) {
            if !isMarked(folder), let record = try loadRecord(id) {
                return SessionBinding(claudeSessionID: record.claudeSessionID, folder: folder)
            }
            return try adoptFromCookbook(id)
        }
    }

    /// Sessions that earlier versions left.
    func olderSessions() -> [SessionID] {
        Files.entries(of: root.sessions).compactMap(SessionID.init).filter { !isMarked("sessions/\($0.text)") }
    }

    /// Folders that were made and have not been taken by a session, or whose taking or removal was cut short.
    func markedFolders() -> [String] {
        ["folders", "sessions"].flatMap { parent in Files.entries(of: "\(base)/\(parent)").map { "\(parent)/\($0)" } }.filter(isMarked)
    }

    func isMarked(_ folder: String) -> Bool { Files.exists("\(base)/\(folder)/\(Self.spareMark)") }

    /// Removes a place that no session has taken.
    func discard(_ place: SessionPlace) { clear(place.binding.folder) }

    private func take(_ binding: SessionBinding) throws -> SessionPlace {
        let folder = "\(base)/\(binding.folder)"
        try Files.makeDurableFolder(folder)
        let folders = LaunchFolders(
            configuration: "\(folder)/config",
            workspace: "\(folder)/workspace",
            home: "\(folder)/home",
            temporary: "\(root.scratch)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        return SessionPlace(binding: binding, folders: folders, lock: try FileLock.unsigned(path: "\(folder)/turn.lock"))
    }

    func named<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as IOError {
            throw ServerError(.sessionFiles, "the files in \(base)/\(what) cannot be used: \(error)")
        }
    }

    private func loadRecord(_ id: SessionID) throws -> SessionRecord? {
        let path = "\(root.sessions)/\(id.text)/session.json"
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

    /// Takes over a conversation of the cookbook's server, whose transcripts lie in the data root itself.
    private func adoptFromCookbook(_ id: SessionID) throws -> SessionBinding? {
        guard let claudeID = cookbook.sessions[id.text], !wasRemoved(id) else { return nil }
        let binding = SessionBinding(claudeSessionID: claudeID, folder: "folders/\(claudeID)")
        for project in Files.entries(of: "\(root.path)/projects") {
            let source = "\(root.path)/projects/\(project)/\(claudeID)"
            guard Files.exists("\(source).jsonl") else { continue }
            let target = "\(base)/\(binding.folder)/config/projects/\(project)"
            try Files.makeDurableFolder(target)
            try Files.copyTree("\(source).jsonl", to: "\(target)/\(claudeID).jsonl")
            if Files.exists(source) { try Files.copyTree(source, to: "\(target)/\(claudeID)") }
        }
        return binding
    }
}

extension LaunchFolders {
    /// Those that stay from process to process.
    fileprivate var kept: [String] { [configuration, workspace, home] }
}
