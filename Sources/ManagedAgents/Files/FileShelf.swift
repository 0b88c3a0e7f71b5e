internal import EventLoop
public import JSON
public import Records

/// Files: descriptions in records, contents on the disk.
public struct FileShelf: Sendable {
    /// The objects.
    public let shelf: ResourceShelf
    private let folder: ContentFolder
    private let sources: ManagedSources

    private static let kind = RecordKind(rawValue: "file")
    /// Uploaded files, and those of sessions.
    private static let bound = RecordChange.boundAll(kind, parent: nil, limit: ResourceShelf.countLimit)
    /// Bytes of one file.
    public static let sizeLimit = 500 << 20

    init(_ store: any RecordStore, folder: ContentFolder, sources: ManagedSources) {
        shelf = ResourceShelf(Self.kind.rawValue, type: "file", noun: "file", store: store)
        self.folder = folder
        self.sources = sources
    }

    /// Where the content of a file lies. It is never changed.
    public func path(of file: Record) -> String { folder.content(file.id) }

    /// A file that is there and has not expired.
    ///
    /// - Throws: `ManagedError` 404.
    public func file(_ id: String) async throws -> Record {
        let record = try await shelf.find(id)
        guard record.expires ?? .max > sources.now() else {
            throw ManagedError.notFound("file any more, it has expired:", id, code: "file_expired")
        }
        return record
    }

    /// Keeps a file of a session: a copy of an uploaded one, or something that the agent has made.
    ///
    /// - Parameters:
    ///   - source: Where its content lies; it is copied.
    ///   - isDownloadable: Whether its content may be fetched.
    public func add(
        _ name: String,
        mediaType: String,
        from source: String,
        session: String,
        isDownloadable: Bool
    ) async throws -> Record {
        let id = sources.makeID(.file)
        let target = folder.content(id)
        let size = try await BlockingExecutor.shared.run {
            try Files.copyTree(source, to: target)
            return try OpenFile.reading(target).size()
        }
        let body = Self.body(name, mediaType, size, isDownloadable: isDownloadable, session: session)
        let record = Record(shelf.kind, id: id, created: sources.now(), tags: ["scope:\(session)"], body: body)
        do { return try await shelf.store.apply([Self.bound, .insert(record)])[0] } catch {
            await removeStray(target, error)
            throw error
        }
    }

    /// A record that was refused has left its content. One that may be stored all the same keeps it; the next start knows.
    private func removeStray(_ path: String, _ error: any Error) async {
        guard (error as? RecordError)?.code != .io else { return }
        await BlockingExecutor.shared.perform { Files.removeIfPresent(path) }
    }

    /// Removes a file with its content; absent is fine.
    public func discard(_ id: String) async throws {
        let changes: [RecordChange] = [.forgetAnswers(about: id), .delete(shelf.kind, id: id)]
        do { try await shelf.store.apply(changes) } catch { guard error.code == .unknown else { throw error } }
        await BlockingExecutor.shared.perform { Files.removeIfPresent(folder.content(id)) }
    }

    /// Removes the files of a session.
    public func removeAll(of session: String) async throws {
        var query = RecordQuery(shelf.kind, limit: 100)
        query.tags = [["scope:\(session)"]]
        while true {
            let page = try await shelf.store.page(query)
            for record in page.records { try await discard(record.id) }
            guard page.hasMore else { return }
        }
    }

    /// Removes the records of a session's files where nobody serves them. Their contents go when somebody does.
    package static func forgetAll(of session: String, in store: any RecordStore) async throws {
        var query = RecordQuery(kind, limit: 100)
        query.tags = [["scope:\(session)"]]
        query.includesArchived = true
        while case let page = try await store.page(query), !page.records.isEmpty {
            try await store.apply(page.records.flatMap { [.forgetAnswers(about: $0.id), .delete(kind, id: $0.id)] })
        }
    }

    private static func body(_ name: String, _ type: String, _ size: Int, isDownloadable: Bool, session: String?) -> JSONValue {
        [
            "filename": .string(name), "mime_type": .string(type), "size_bytes": JSONValue(size), "downloadable": .bool(isDownloadable),
            "scope": session.map { ["id": .string($0), "type": "session"] } ?? .null,
        ]
    }

    /// The file as it is answered.
    public func wire(_ record: Record) -> JSONValue {
        var object: JSONObject = ["id": .string(record.id), "type": "file"]
        object.merge(record.body.object ?? [:])
        object["created_at"] = Timestamp(microseconds: record.created).json
        object["expires_at"] = record.expires.map { Timestamp(microseconds: $0).json } ?? .null
        return .object(object)
    }

    private func upload(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let request = try FileUpload(call.form)
        let id = sources.makeID(.file)
        let target = folder.content(id)
        let expires = request.lifetime.map { call.time.microseconds + Int64($0) * 1_000_000 }
        let body = Self.body(request.name, request.mediaType, request.file.size, isDownloadable: false, session: nil)
        let record = Record(shelf.kind, id: id, created: call.time.microseconds, expires: expires, body: body)
        try await BlockingExecutor.shared.run { try Files.move(request.file.path, to: target) }
        do {
            return try await shelf.commit([Self.bound, .insert(record)], call, answering: wire(record))
        } catch {
            await removeStray(target, error)
            throw error
        }
    }

    /// Removes what has expired, at most `limit` files; gives how many it were.
    package func purge(_ time: Timestamp, limit: Int = 100) async throws -> Int {
        let gone = try await shelf.store.purge(shelf.kind, expiredAt: time.microseconds, limit: limit)
        guard !gone.isEmpty else { return 0 }
        try await shelf.store.apply(gone.map { .forgetAnswers(about: $0.id) })
        await BlockingExecutor.shared.perform { for record in gone { Files.removeIfPresent(folder.content(record.id)) } }
        return gone.count
    }

    private func list(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let ids = call.query.texts("ids")
        guard ids.isEmpty else { return .json(try await chosen(ids, call)) }
        let scope = try call.query.text("scope_id")
        let page = try PageRequest(call.query, list: "files:\(scope ?? "")", most: 1000)
        var query = page.records(shelf.kind)
        if let scope { query.tags = [["scope:\(scope)"]] }
        let found = try await shelf.store.page(query)
        let live = RecordPage(found.records.filter { $0.expires ?? .max > call.time.microseconds }, hasMore: found.hasMore)
        // A page may be short, or even empty, when files have expired; the next one goes on behind the last that was looked at.
        let next = found.hasMore ? found.records.last.map { page.cursor(behind: $0.ordinal, $0.created) } : nil
        return .json(["data": .array(live.records.map(wire)), "next_page": .optional(next?.text)])
    }

    private func chosen(_ ids: [String], _ call: ManagedRequest) async throws -> JSONValue {
        guard ids.count <= 100 else { throw ManagedError.invalid(field: "ids", "may have at most 100 entries") }
        for name in ["page", "limit"] where try call.query.text(name) != nil {
            throw ManagedError.invalid(field: "ids", "cannot be given together with \(name)")
        }
        var files: [JSONValue] = []
        for id in ids {
            guard let record = try await shelf.store.record(shelf.kind, id: id), record.expires ?? .max > call.time.microseconds else {
                continue
            }
            files.append(wire(record))
        }
        return ["data": .array(files), "next_page": nil]
    }

    private func content(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let record = try await file(call.parameter("id"))
        guard record.body["downloadable"]?.bool == true else {
            throw ManagedError.invalid(
                "file \(record.id) was uploaded, and uploaded files cannot be fetched",
                code: "file_not_downloadable"
            )
        }
        return .file(
            FileContent(
                path: path(of: record),
                size: record.body["size_bytes"]?.int ?? 0,
                mediaType: record.body["mime_type"]?.string ?? "application/octet-stream",
                name: record.body["filename"]?.string ?? record.id
            )
        )
    }

    private func remove(_ id: String) async throws {
        _ = try await shelf.remove(id)
        await BlockingExecutor.shared.perform { Files.removeIfPresent(folder.content(id)) }
    }

    var routes: [ManagedRoute] {
        [
            .upload(
                "/v1/files",
                UploadLimits(parts: 8, bytes: Self.sizeLimit),
                again: { _, id in .json(wire(try await file(id))) },
                handler: upload
            ),
            .get("/v1/files", handler: list),
            .get("/v1/files/{id}") { call in .json(wire(try await file(call.parameter("id")))) },
            .get("/v1/files/{id}/content", handler: content),
            .delete("/v1/files/{id}") { call in
                try await remove(call.parameter("id"))
                return .json(["id": .string(call.parameter("id")), "type": "file_deleted"])
            },
        ]
    }
}
