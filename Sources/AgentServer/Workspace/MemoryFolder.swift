internal import Domain
internal import EventLoop
internal import Glibc

/// The folder of a memory store in a workspace. Every call blocks.
///
/// What its session's agent has written there and nobody has taken in yet is left alone: by that a text outlives whatever keeps it from its store.
struct MemoryFolder {
    private let folder: GuardedFolder
    private let place: String

    /// Bytes of one memory.
    static let largest = 102_400
    /// Files that are looked at. Of a fuller folder nothing is known to be gone.
    static let mostFiles = 10_000
    /// Bytes of changes that are told at once; the others are told next time.
    static let mostBytes = 32 << 20

    /// - Parameter slug: The folder's name.
    init?(_ slug: String, in folder: GuardedFolder) {
        guard let place = MountPath(memory: slug)?.inWorkspace else { return nil }
        self.folder = folder
        self.place = place
    }

    /// A file as it was found.
    private enum File {
        /// There is none; something else may be there.
        case absent
        case text([UInt8], hash: String)
        /// Larger than a memory may be, or not to be read.
        case unfit

        /// Whether nobody would miss it who knew this of it.
        func isKnown(as hash: String?) -> Bool {
            switch self {
            case .absent: true
            case .text(_, let found): found == hash
            case .unfit: false
            }
        }
    }

    private func file(_ path: String) -> File {
        do {
            let bytes = try folder.read(place + path, upTo: Self.largest)
            return .text(bytes, hash: SHA256.hex(of: bytes))
        } catch let error as IOError where [ENOENT, ENOTDIR, ELOOP, EINVAL].contains(error.errno ?? 0) {
            return .absent
        } catch { return .unfit }
    }

    /// The paths of what is there, and whether these are all.
    private func paths() -> (paths: Set<String>, areAll: Bool) {
        let files = folder.files(below: place, count: Self.mostFiles)
        return (Set(files.map { "/" + $0.path }), files.count < Self.mostFiles)
    }

    /// What differs from what was laid there or seen last.
    func changes(since known: [String: String], of store: String) -> [WorkspaceChanges.Memory] {
        let (paths, areAll) = paths()
        var (changes, bytes) = ([WorkspaceChanges.Memory](), 0)
        for path in paths.union(known.keys).sorted() where bytes < Self.mostBytes {
            if paths.contains(path) {
                guard case .text(let content, let hash) = file(path), hash != known[path] else { continue }
                changes.append(.init(store: store, path: path, content: content, hash: hash, previousHash: known[path]))
                bytes += content.count
            } else if areAll {
                changes.append(.init(store: store, path: path, content: nil, hash: nil, previousHash: known[path]))
            }
        }
        return changes
    }

    /// Makes it what its store says; gives the hashes of what belongs to the store now.
    ///
    /// - Parameter obstacles: Gets what stands in the way of a memory, which is then not laid.
    /// - Throws: `IOError` for what no agent can cause.
    func lay(_ memories: [String: [UInt8]], _ known: [String: String], isReadOnly: Bool, _ obstacles: inout [IOError]) throws -> [String:
        String]
    {
        _ = try obstacles.collect { try folder.makeFolder(place) }
        for path in paths().paths where memories[path] == nil && (isReadOnly || file(path).isKnown(as: known[path])) {
            folder.remove(place + path)
        }
        folder.removeEmptyFolders(below: place)
        var hashes: [String: String] = [:]
        for (path, content) in memories.sorted(by: { $0.key < $1.key }) {
            let (hash, found) = (SHA256.hex(of: content), file(path))
            if case .text(_, hash) = found {
                hashes[path] = hash
            } else if isReadOnly || found.isKnown(as: known[path]) {
                if try obstacles.collect({ try folder.write(content, to: place + path) }) { hashes[path] = hash }
            } else {
                hashes[path] = known[path]
            }
        }
        return hashes
    }
}
