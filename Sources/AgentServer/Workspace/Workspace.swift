internal import Domain
internal import EventLoop

/// A session's workspace as its owner knows it: files and memory come in, changes and results go out. Every call blocks.
struct Workspace: Sendable, Hashable {
    private let folder: GuardedFolder
    private let manifestPath: String

    static let mostOutputs = 1000
    static let mostMemories = 2000
    static let largestMemory = 102_400
    private static let largestManifest = 16 << 20

    init(_ place: SessionPlace) {
        folder = GuardedFolder(place.folders.workspace)
        manifestPath = place.folders.workspace + ".json"
    }

    /// Lays out what belongs there. Files that are there already stay as the agent has left them; memory is what its store says.
    ///
    /// - Throws: `IOError` naming the path.
    func lay(_ contents: WorkspaceContents) throws {
        var manifest = self.manifest
        try folder.makeFolder(MountPath.uploads.inWorkspace)
        try folder.makeFolder(MountPath.outputs.inWorkspace)
        try lay(contents.files, &manifest)
        try lay(contents.memories, &manifest)
        try Files.replaceDurably(manifestPath, with: manifest.bytes)
    }

    /// What has changed since it was laid out or last looked at. The same is told again unless `note` has been called with it.
    func changes() -> (changes: WorkspaceChanges, seen: WorkspaceManifest) {
        var (manifest, changes) = (self.manifest, WorkspaceChanges())
        for (id, store) in manifest.stores.sorted(by: { $0.key < $1.key }) where !store.isReadOnly {
            let found = memories(of: store)
            changes.memories += Self.differences(id, store.hashes, found)
            manifest.stores[id]?.hashes = found.mapValues(\.hash)
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
    /// - Throws: `IOError` naming the path.
    func note(_ seen: WorkspaceManifest) throws { try Files.replaceDurably(manifestPath, with: seen.bytes) }

    private var manifest: WorkspaceManifest {
        (try? Files.read(manifestPath, upTo: Self.largestManifest)).flatMap(WorkspaceManifest.init) ?? WorkspaceManifest()
    }

    private func lay(_ files: [WorkspaceContents.File], _ manifest: inout WorkspaceManifest) throws {
        let wanted = Dictionary(files.map { ($0.place.inWorkspace, $0.source) }) { _, last in last }
        for path in manifest.files.keys where wanted[path] == nil { folder.remove(path) }
        for (path, source) in wanted where manifest.files[path] != source { try folder.copy(source, to: path) }
        manifest.files = wanted
    }

    private func lay(_ stores: [WorkspaceContents.Memory], _ manifest: inout WorkspaceManifest) throws {
        manifest.stores = [:]
        for store in stores {
            guard let place = MountPath(memory: store.slug)?.inWorkspace else { continue }
            try folder.makeFolder(place)
            for entry in folder.files(below: place, count: .max) where store.memories["/" + entry.path] == nil {
                folder.remove("\(place)/\(entry.path)")
            }
            for (path, content) in store.memories { try folder.write(content, to: place + path) }
            let hashes = store.memories.mapValues(Self.hash)
            manifest.stores[store.id] = .init(slug: store.slug, isReadOnly: store.isReadOnly, hashes: hashes)
        }
    }

    private typealias Found = (hash: String, content: [UInt8])

    /// Files that are too large for a memory count as not changed; they are thrown away when the store is laid out again.
    private func memories(of store: WorkspaceManifest.Store) -> [String: Found] {
        guard let place = MountPath(memory: store.slug)?.inWorkspace else { return [:] }
        return folder.files(below: place, count: Self.mostMemories).reduce(into: [:]) { found, entry in
            let path = "/" + entry.path
            if let content = try? folder.read("\(place)/\(entry.path)", upTo: Self.largestMemory) {
                found[path] = (Self.hash(content), content)
            } else if let hash = store.hashes[path] {
                found[path] = (hash, [])
            }
        }
    }

    private static func differences(_ id: String, _ before: [String: String], _ now: [String: Found]) -> [WorkspaceChanges.Memory] {
        Set(before.keys).union(now.keys).sorted().compactMap { path in
            guard before[path] != now[path]?.hash else { return nil }
            return WorkspaceChanges.Memory(store: id, path: path, content: now[path]?.content, previousHash: before[path])
        }
    }

    private static func hash(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes[...])
        return hash.finishHex()
    }
}

extension GuardedFolder.Entry {
    /// What differs when the file has been written to.
    fileprivate var mark: String { "\(size) \(modified)" }
}
