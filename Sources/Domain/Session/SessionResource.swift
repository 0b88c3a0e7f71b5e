public import JSON

/// Something that a session is given into its workspace, as the public API names it.
public enum SessionResource: Sendable, Hashable {
    /// A stored file, at a place of the caller's choice if one is given.
    case file(id: String, mountPath: String?)
    /// A memory store.
    case memoryStore(id: String, isReadOnly: Bool, instructions: String?)

    /// Reads one entry of `resources`.
    ///
    /// - Throws: `DefinitionError` naming the field, also for what cannot be done here.
    public init(json: JSONValue, path: String) throws(DefinitionError) {
        switch json["type"]?.string {
        case "file":
            let reader = try DefinitionReader(json, path: path, allowed: ["type", "file_id", "mount_path"])
            self = .file(id: try reader.requiredString("file_id", upTo: 256), mountPath: try reader.string("mount_path", upTo: 1024))
            _ = try place(path)
        case "memory_store":
            let reader = try DefinitionReader(json, path: path, allowed: ["type", "memory_store_id", "access", "instructions"])
            let access = try reader.string("access", upTo: 32) ?? "read_write"
            guard ["read_write", "read_only"].contains(access) else { throw reader.refuse("access", "must be read_write or read_only") }
            self = .memoryStore(
                id: try reader.requiredString("memory_store_id", upTo: 256),
                isReadOnly: access == "read_only",
                instructions: try reader.string("instructions", upTo: 4096)
            )
        case "github_repository":
            throw DefinitionError("\(path).type", "github_repository is not supported: nothing here clones repositories; upload the files")
        default: throw DefinitionError("\(path).type", "must be file or memory_store")
        }
    }

    /// Where a file lies; `nil` for a memory store.
    ///
    /// - Throws: `DefinitionError` when its mount path leads elsewhere.
    public func place(_ path: String = "resource") throws(DefinitionError) -> MountPath? {
        guard case .file(let id, let mountPath) = self else { return nil }
        guard let place = MountPath(file: id, mountPath) else {
            throw DefinitionError(
                "\(path).mount_path",
                "must be a plain path below /mnt/session, not in outputs, without empty parts, . and .., parts of 255 bytes at most"
            )
        }
        return place
    }
}
