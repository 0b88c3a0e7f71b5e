internal import EventLoop

/// What a turn has left in its session's workspace.
struct WorkspaceChanges: Sendable, Hashable {
    /// One memory that is new, changed or gone.
    struct Memory: Sendable, Hashable {
        /// The store.
        let store: String
        /// The memory's path, such as `/a/b.md`.
        let path: String
        /// What it says now; `nil` when it is gone.
        let content: [UInt8]?
        /// The hash of that, SHA-256 in hex.
        let hash: String?
        /// The hash of what it said when it was laid there or last taken in; `nil` for a new one.
        let previousHash: String?
    }

    /// One file that is new or changed.
    struct Output: Sendable, Hashable {
        /// Its path in the folder of outputs.
        let path: String
        /// Its bytes.
        let size: Int
        private let folder: GuardedFolder
        private let place: String

        init(_ entry: GuardedFolder.Entry, at place: String, in folder: GuardedFolder) {
            path = entry.path
            size = entry.size
            self.place = place
            self.folder = folder
        }

        /// Copies it to a new file elsewhere. Blocks.
        ///
        /// - Throws: `IOError` naming the path; code `tooLong` above `limit` bytes.
        func copy(to path: String, upTo limit: Int) throws { try folder.copyOut(place, to: path, upTo: limit) }
    }

    /// Memories, by store and path.
    var memories: [Memory] = []
    /// Results.
    var outputs: [Output] = []

    /// Whether there is nothing to tell.
    var isEmpty: Bool { memories.isEmpty && outputs.isEmpty }
}
