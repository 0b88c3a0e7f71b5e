internal import Domain
internal import EventLoop
internal import JSON
internal import Records

/// Custom skills and their versions: descriptions in records, files on the disk.
public struct SkillShelf: Sendable {
    let shelf: ResourceShelf
    private let versions: ResourceShelf
    private let folder: ContentFolder
    private let sources: ManagedSources

    init(_ store: any RecordStore, folder: ContentFolder, sources: ManagedSources) {
        shelf = ResourceShelf("skill", type: "skill", noun: "skill", store: store)
        versions = ResourceShelf("skill_version", type: "skill_version", noun: "version", store: store)
        self.folder = folder
        self.sources = sources
    }

    /// What an agent names, as it is stored with the agent: every version filled in.
    ///
    /// - Throws: `ManagedError` 400 for a skill or version that is not there.
    func resolve(_ references: [SkillReference]) async throws -> [JSONValue] {
        var resolved: [JSONValue] = []
        var names: Set<String> = []
        for (index, reference) in references.enumerated() {
            let version = try await version(of: reference, "skills[\(index)]")
            guard names.insert(version.body["name"]?.string ?? "").inserted else {
                throw ManagedError.invalid(field: "skills[\(index)]", "another skill of this agent has the same name")
            }
            resolved.append(["type": "custom", "skill_id": .string(reference.id), "version": .string(version.id)])
        }
        return resolved
    }

    private func version(of reference: SkillReference, _ field: String) async throws -> Record {
        guard let skill = try await shelf.store.record(shelf.kind, id: reference.id) else {
            throw ManagedError.invalid(field: field, "there is no skill \(reference.id)")
        }
        let latest = skill.body["latest_version_id"]?.string ?? ""
        let id = reference.version.flatMap { $0 == "latest" ? nil : $0 } ?? latest
        guard let version = try await versions.store.record(versions.kind, id: id), version.parent == skill.id else {
            throw ManagedError.invalid(field: field, "skill \(skill.id) has no version \(id)")
        }
        return version
    }

    /// The name of a stored version and the folder that has its `SKILL.md`; `nil` when it has been removed.
    public func package(_ version: String) async throws -> (name: String, folder: String)? {
        guard let record = try await versions.store.record(versions.kind, id: version) else { return nil }
        return (record.body["name"]?.string ?? "", folder.skill(version))
    }

    private func wire(_ record: Record) -> JSONValue {
        var object = shelf.wire(record).object ?? [:]
        for key in ["name", "archived_at"] { object.removeValue(forKey: key) }
        return .object(object)
    }

    private func wireVersion(_ record: Record) -> JSONValue {
        var object = versions.wire(record).object ?? [:]
        for key in ["top", "updated_at", "archived_at"] { object.removeValue(forKey: key) }
        return .object(object)
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let upload = try await BlockingExecutor.shared.run { try SkillUpload(call.form, takesDisplayName: true) }
        let id = sources.makeID(.skill)
        let version = version(upload, of: id, call)
        let body: JSONValue = [
            "display_name": .string(upload.displayName ?? upload.front.name), "latest_version_id": .string(version.id),
            "source": ["type": "custom"], "name": .string(upload.front.name),
        ]
        let skill = Record(shelf.kind, id: id, created: call.time.microseconds, tags: ["source:custom"], body: body)
        return try await place(upload, version) {
            try await shelf.commit(
                [.bound(shelf.kind, parent: nil, limit: 10_000), .insert(skill), .insert(version)],
                call,
                answering: wire(skill)
            )
        }
    }

    private func again(_ call: ManagedRequest, _ id: String) async throws -> ManagedAnswer {
        .json(wire(try await shelf.find(id)))
    }

    private func version(_ upload: SkillUpload, of skill: String, _ call: ManagedRequest) -> Record {
        let body: JSONValue = [
            "skill_id": .string(skill), "name": .string(upload.front.name), "description": .string(upload.front.description),
            "top": .string(upload.files.first?.path.top ?? upload.front.name),
        ]
        return Record(versions.kind, id: sources.makeID(.skillVersion), parent: skill, created: call.time.microseconds, body: body)
    }

    /// Files first: a record never names a folder that is not there.
    private func place(_ upload: SkillUpload, _ version: Record, _ work: () async throws -> ManagedAnswer) async throws -> ManagedAnswer {
        let target = folder.skill(version.id)
        do {
            try await BlockingExecutor.shared.run { try upload.place(in: target) }
            return try await work()
        } catch {
            // A record that may be stored all the same keeps its folder; the next start knows.
            if (error as? RecordError)?.code != .io { await BlockingExecutor.shared.perform { Files.removeTree(target) } }
            throw error
        }
    }

    private func createVersion(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let upload = try await BlockingExecutor.shared.run { try SkillUpload(call.form, takesDisplayName: false) }
        let skill = try await shelf.find(call.parameter("id"))
        guard upload.front.name == skill.body["name"]?.string else {
            throw ManagedError.invalid("SKILL.md: the name of a skill cannot be changed; it is \(skill.body["name"]?.string ?? "")")
        }
        let version = version(upload, of: skill.id, call)
        return try await place(upload, version) {
            let answer = wireVersion(version)
            let claim = call.claim?.changes(answering: answer) ?? []
            let bound = RecordChange.bound(versions.kind, parent: skill.id, limit: 1000)
            _ = try await shelf.change(skill.id, at: call.time, extra: { _ in [bound, .insert(version)] + claim }) { skill in
                skill.body = .object((skill.body.object ?? [:]).merging(["latest_version_id": .string(version.id)]))
            }
            return .json(answer)
        }
    }

    private func list(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let source = try call.query.text("source") ?? ""
        let page = try PageRequest(call.query, list: "skills:\(source)", most: 1000)
        var query = page.records(shelf.kind)
        if !source.isEmpty { query.tags = [["source:\(source)"]] }
        return .json(page.answer(try await shelf.store.page(query), wire))
    }

    private func listVersions(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let skill = try await shelf.find(call.parameter("id"))
        let page = try PageRequest(call.query, list: "\(skill.id)/versions", most: 1000)
        return .json(page.answer(try await shelf.store.page(page.records(versions.kind, parent: skill.id)), wireVersion))
    }

    private func find(_ call: ManagedRequest) async throws -> Record {
        let skill = try await shelf.find(call.parameter("id"))
        let latest = skill.body["latest_version_id"]?.string ?? ""
        let id = call.parameter("version")
        return try await versions.find(id == "latest" ? latest : id, parent: skill.id)
    }

    private func content(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let version = try await find(call)
        let source = folder.skill(version.id)
        let top = version.body["top"]?.string ?? "skill"
        let bytes = try await BlockingExecutor.shared.run { try SkillArchive.zip(source, top: top) }
        let name = "attachment; filename=\"\(version.body["name"]?.string ?? "skill").zip\""
        return .bytes(bytes, mediaType: "application/zip", fields: [("Content-Disposition", name)])
    }

    private func removeVersion(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let version = try await find(call)
        let skill = version.parent ?? ""
        let others = try await versions.store.page(RecordQuery(versions.kind, parent: skill, limit: 2)).records.filter {
            $0.id != version.id
        }
        _ = try await shelf.change(
            skill,
            at: call.time,
            extra: { _ in [.forgetAnswers(about: version.id), .delete(versions.kind, id: version.id)] }
        ) { skill in
            let isLatest = skill.body["latest_version_id"]?.string == version.id
            let latest = isLatest ? others.first?.id ?? "" : skill.body["latest_version_id"]?.string ?? ""
            skill.body = .object((skill.body.object ?? [:]).merging(["latest_version_id": .string(latest)]))
            skill.updated = max(call.time.microseconds, skill.updated + 1)
        }
        await BlockingExecutor.shared.perform { Files.removeTree(folder.skill(version.id)) }
        return .json(["id": .string(version.id), "type": "skill_version_deleted"])
    }

    private func remove(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let id = call.parameter("id")
        let gone = try await versions.store.page(RecordQuery(versions.kind, parent: id, limit: 1001)).records.map(\.id)
        let answer = try await shelf.remove(id, extra: [.deleteAll(versions.kind, parent: id)])
        await BlockingExecutor.shared.perform { for version in gone { Files.removeTree(folder.skill(version)) } }
        return answer
    }

    var routes: [ManagedRoute] {
        [
            .upload("/v1/skills", SkillUpload.limits, again: again, handler: create),
            .get("/v1/skills", handler: list),
            .get("/v1/skills/{id}") { call in .json(wire(try await shelf.find(call.parameter("id")))) },
            .delete("/v1/skills/{id}", handler: remove),
            .upload(
                "/v1/skills/{id}/versions",
                SkillUpload.limits,
                again: { call, id in .json(wireVersion(try await versions.find(id, parent: call.parameter("id")))) },
                handler: createVersion
            ),
            .get("/v1/skills/{id}/versions", handler: listVersions),
            .get("/v1/skills/{id}/versions/{version}") { call in .json(wireVersion(try await find(call))) },
            .delete("/v1/skills/{id}/versions/{version}", handler: removeVersion),
            .get("/v1/skills/{id}/versions/{version}/content", handler: content),
        ]
    }
}
