internal import Domain

/// What a session is to find in its workspace.
struct WorkspaceContents: Sendable, Hashable {
    /// A stored file.
    struct File: Sendable, Hashable {
        /// Absolute path of its bytes, which never change.
        let source: String
        /// Where it is to lie.
        let place: MountPath
    }

    /// A memory store.
    struct Memory: Sendable, Hashable {
        /// Its id, by which changes are told.
        let id: String
        /// Its folder's name.
        let slug: String
        /// Whether what the agent changes there is thrown away.
        let isReadOnly: Bool
        /// What is in it, by paths such as `/a/b.md`.
        let memories: [String: [UInt8]]
    }

    /// The stored files.
    var files: [File] = []
    /// The memory stores.
    var memories: [Memory] = []
}
