internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records
internal import Synchronization

/// Makes a session's resources of what its client has named.
final class ResourceAttachment: Sendable {
    /// Files that have been made.
    let made = Mutex<[String]>([])
    private let resources: ManagedResources
    private let session: SessionID
    private let time: Timestamp

    private static let mostStores = 8
    private static let mostFiles = 500

    init(resources: ManagedResources, session: SessionID, time: Timestamp) {
        self.resources = resources
        self.session = session
        self.time = time
    }

    /// The resources as the session's object has them.
    ///
    /// - Parameter others: What the session has already.
    /// - Throws: `ManagedError` 400 and 404, `DefinitionError`.
    func attach(_ wishes: [JSONValue], beside others: [JSONValue]) async throws -> [JSONValue] {
        var read: [(resource: SessionResource, path: String)] = []
        for (index, wish) in wishes.enumerated() {
            let path = "resources[\(index)]"
            read.append((try SessionResource(json: wish, path: path), path))
        }
        try Self.check(read.map(\.resource), others)
        var attached: [JSONValue] = []
        for (resource, path) in read { attached.append(try await attach(resource, path)) }
        let folders = attached.filter { $0["type"] == "memory_store" }.compactMap { $0["mount_path"]?.string }
        guard Set(folders).count == folders.count else {
            throw ManagedError.invalid(field: "resources", "two memory stores would have the same folder; rename one of them")
        }
        return attached
    }

    private static func check(_ resources: [SessionResource], _ others: [JSONValue]) throws {
        let places = try resources.compactMap { try $0.place() }
        try check(places, others.compactMap { MountPath(file: $0["file_id"]?.string ?? "", $0["mount_path"]?.string) })
        guard places.count <= mostFiles else { throw ManagedError.invalid(field: "resources", "may have at most \(mostFiles) files") }
        guard resources.count - places.count <= mostStores else {
            throw ManagedError.invalid(field: "resources", "may have at most \(mostStores) memory stores")
        }
    }

    /// Each file has a place of its own, and none lies below another as if that were a folder.
    private static func check(_ places: [MountPath], _ others: [MountPath]) throws {
        for (index, place) in places.enumerated() {
            guard let other = (places[..<index] + others).first(where: place.overlaps) else { continue }
            let same = other == place ? "two files have the same mount_path \(place)" : "\(place) and \(other) cannot both be files"
            throw ManagedError.invalid(field: "resources", "\(same); give one of them another mount_path")
        }
    }

    private func attach(_ resource: SessionResource, _ path: String) async throws -> JSONValue {
        switch resource {
        case .file(let id, _): try await file(id, resource.place(path))
        case .memoryStore(let id, let isReadOnly, let instructions): try await store(id, isReadOnly, instructions, path)
        }
    }

    private func file(_ id: String, _ place: MountPath?) async throws -> JSONValue {
        let file = try await resources.files.file(id)
        let copy = try await resources.files.add(
            file.body["filename"]?.string ?? id,
            mediaType: file.body["mime_type"]?.string ?? "application/octet-stream",
            from: resources.files.path(of: file),
            session: session.text,
            isDownloadable: false
        )
        made.withLock { $0.append(copy.id) }
        return [
            "id": .string(ManagedSources().makeID(.resource)), "type": "file", "file_id": .string(copy.id),
            "mount_path": .string(place?.description ?? ""), "created_at": time.json, "updated_at": time.json,
        ]
    }

    private func store(_ id: String, _ isReadOnly: Bool, _ instructions: String?, _ path: String) async throws -> JSONValue {
        let store = try await resources.memories.shelf.find(id)
        guard store.archived == nil else { throw ManagedError.invalid(field: "\(path).memory_store_id", "memory store \(id) is archived") }
        let name = store.body["name"]?.string ?? ""
        return [
            "type": "memory_store", "memory_store_id": .string(id), "access": isReadOnly ? "read_only" : "read_write",
            "instructions": instructions.map { .string($0) } ?? .null, "name": .string(name),
            "description": store.body["description"] ?? "", "mount_path": .string("/mnt/memory/\(MountPath.slug(of: name))/"),
        ]
    }
}
