internal import Domain
internal import EventLoop

/// A session's workspace as its owner knows it: files and memory come in, changes and results go out. Every call blocks.
struct Workspace: Sendable, Hashable {
    private let folder: GuardedFolder
    private let manifestPath: String

    static let mostOutputs = 1000
    private static let largestManifest = 16 << 20

    init(_ place: SessionPlace) {
        folder = GuardedFolder(place.folders.workspace)
        manifestPath = place.folders.workspace + ".json"
    }

    /// Lays out what belongs there. Files that are there already stay as the agent has left them; memory is what its store says, but for
    /// what the agent has written and nobody has taken in.
    ///
    /// - Returns: Why some of it could not be laid: an agent may put anything anywhere, and the turn goes on without what that is in the way of.
    /// - Throws: `IOError` naming the path, for what no agent can cause.
    func lay(_ contents: WorkspaceContents) throws -> [IOError] {
        var (manifest, obstacles) = (self.manifest, [IOError]())
        for place in [MountPath.uploads, .outputs] { _ = try obstacles.collect { try folder.makeFolder(place.inWorkspace) } }
        try lay(contents.files, &manifest, &obstacles)
        try lay(contents.memories, &manifest, &obstacles)
        try Files.replaceDurably(manifestPath, with: manifest.bytes)
        return obstacles
    }

    /// What has changed since it was laid out or last looked at. The same is told again unless `note` has been called with it.
    func changes() -> (changes: WorkspaceChanges, seen: WorkspaceManifest) {
        var (manifest, changes) = (self.manifest, WorkspaceChanges())
        for (id, store) in manifest.stores.sorted(by: { $0.key < $1.key }) where !store.isReadOnly {
            let told = MemoryFolder(store.slug, in: folder)?.changes(since: store.hashes, of: id) ?? []
            for change in told { manifest.stores[id]?.hashes[change.path] = change.hash }
            changes.memories += told
        }
        let outputs = folder.files(below: MountPath.outputs.inWorkspace, count: Self.mostOutputs)
        for entry in outputs where manifest.outputs[entry.path] != entry.mark {
            changes.outputs.append(.init(entry, at: "\(MountPath.outputs.inWorkspace)/\(entry.path)", in: folder))
        }
        manifest.outputs = Dictionary(outputs.map { ($0.path, $0.mark) }) { _, last in last }
        return (changes, manifest)
    }

    /// What was seen has been taken in.
    ///
    /// - Parameter left: But for these, which are told again.
    /// - Throws: `IOError` naming the path.
    func note(_ seen: WorkspaceManifest, leaving left: [WorkspaceChanges.Memory] = []) throws {
        var seen = seen
        for change in left { seen.stores[change.store]?.hashes[change.path] = change.previousHash }
        try Files.replaceDurably(manifestPath, with: seen.bytes)
    }

    private var manifest: WorkspaceManifest {
        (try? Files.read(manifestPath, upTo: Self.largestManifest)).flatMap(WorkspaceManifest.init) ?? WorkspaceManifest()
    }

    private func lay(_ files: [WorkspaceContents.File], _ manifest: inout WorkspaceManifest, _ obstacles: inout [IOError]) throws {
        let wanted = Dictionary(files.map { ($0.place.inWorkspace, $0.source) }) { _, last in last }
        for path in manifest.files.keys where wanted[path] == nil { folder.remove(path) }
        manifest.files = manifest.files.filter { wanted[$0.key] == $0.value }
        for (path, source) in wanted.sorted(by: { $0.key < $1.key }) where manifest.files[path] == nil {
            if try obstacles.collect({ try folder.copy(source, to: path) }) { manifest.files[path] = source }
        }
    }

    private func lay(_ stores: [WorkspaceContents.Memory], _ manifest: inout WorkspaceManifest, _ obstacles: inout [IOError]) throws {
        let before = manifest.stores
        manifest.stores = [:]
        for store in stores {
            guard let place = MemoryFolder(store.slug, in: folder) else { continue }
            let known = before[store.id]?.hashes ?? [:]
            let hashes = try place.lay(store.memories, known, isReadOnly: store.isReadOnly, &obstacles)
            manifest.stores[store.id] = .init(slug: store.slug, isReadOnly: store.isReadOnly, hashes: hashes)
        }
    }
}

extension GuardedFolder.Entry {
    /// What differs when the file has been written to.
    fileprivate var mark: String { "\(size) \(modified)" }
}
