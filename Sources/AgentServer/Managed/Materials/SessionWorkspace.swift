internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import ManagedAgents
internal import Records

/// What a session's agent is given beside its definition, and what becomes of what it leaves.
struct SessionWorkspace: Sendable {
    let resources: ManagedResources
    let session: StoredSession

    /// Tokens of its vaults, its skills, and what it is told about its workspace.
    ///
    /// - Throws: `ManagedError`, `DefinitionError`.
    func supply(_ definition: AgentDefinition) async throws -> AgentSupply {
        var supply = AgentSupply()
        for server in definition.mcpServers {
            guard case .url(let url) = server.transport else { continue }
            guard let token = try await resources.vaults.token(for: url, in: session.vaults.compactMap(\.string)) else { continue }
            supply.headers[server.name] = ["Authorization": Secret("Bearer \(token.reveal())")]
        }
        for skill in definition.skills {
            guard let package = try await resources.skills.package(skill.version ?? "") else {
                throw DefinitionError("skills", "skill \(skill.id) has been removed; create another session")
            }
            supply.skills.append(try SkillPackage(name: package.name, folder: package.folder))
        }
        // An agent that can reach no file is told nothing of them.
        let reachesFiles = definition.builtInTools.keys.contains { $0.readsFiles || $0.isDangerous }
        if reachesFiles { supply.notes = WorkspaceNotes.text(stores.map(Self.note)) }
        return supply
    }

    private var stores: [JSONValue] { session.resources.filter { $0["type"] == "memory_store" } }

    private static func note(_ store: JSONValue) -> WorkspaceNotes.Memory {
        WorkspaceNotes.Memory(
            slug: slug(store),
            description: store["description"]?.string ?? "",
            isReadOnly: store["access"] == "read_only",
            instructions: store["instructions"]?.string
        )
    }

    private static func slug(_ store: JSONValue) -> String { MountPath.slug(of: store["name"]?.string ?? "") }

    /// What lies in the workspace.
    func contents() async throws -> WorkspaceContents {
        var contents = WorkspaceContents()
        for resource in session.resources where resource["type"] == "file" {
            guard let id = resource["file_id"]?.string, let place = MountPath(file: id, resource["mount_path"]?.string) else { continue }
            // Whoever has deleted the file does not want it there.
            guard let file = try await resources.files.shelf.present(id) else { continue }
            contents.files.append(WorkspaceContents.File(source: resources.files.path(of: file), place: place))
        }
        for store in stores {
            guard let id = store["memory_store_id"]?.string else { continue }
            let texts = try await resources.memories.texts(of: id).map { ($0.path, Array($0.content.utf8)) }
            contents.memories.append(
                WorkspaceContents.Memory(
                    id: id,
                    slug: Self.slug(store),
                    isReadOnly: store["access"] == "read_only",
                    memories: Dictionary(texts) { _, last in last }
                )
            )
        }
        return contents
    }

    /// Keeps what a turn has left: memories in their stores, results as files of the session.
    ///
    /// - Returns: Memories that cannot be kept.
    func take(_ changes: WorkspaceChanges) async throws -> [WorkspaceChanges.Memory] {
        let time = Timestamp(microseconds: WallClock.microseconds)
        var left: [WorkspaceChanges.Memory] = []
        for memory in changes.memories where try await !take(memory, at: time) { left.append(memory) }
        for output in changes.outputs { try await take(output) }
        return left
    }

    /// False for a path or text that no memory may have, and for one more than there may be.
    private func take(_ memory: WorkspaceChanges.Memory, at time: Timestamp) async throws -> Bool {
        do {
            try await write(memory, at: time)
            return true
        } catch is ManagedError {
            return false
        } catch let error as RecordError where error.code == .tooMany {
            return false
        }
    }

    private func write(_ memory: WorkspaceChanges.Memory, at time: Timestamp) async throws {
        let (store, path, known, id) = (memory.store, memory.path, memory.previousHash, session.record.id)
        guard let bytes = memory.content else {
            return try await resources.memories.remove(path, knowing: known, from: store, session: id, at: time)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw ManagedError.invalid(field: "content", "is no UTF-8") }
        try await resources.memories.put(path, text, knowing: known, in: store, session: id, at: time)
    }

    private func take(_ output: WorkspaceChanges.Output) async throws {
        let files = resources.files
        guard output.size <= FileShelf.sizeLimit else { return }
        let place = "\(resources.uploadFolder)/output-\(ManagedSources().makeID(.file))"
        // It may have gone or grown since it was looked at.
        guard try await BlockingExecutor.shared.run({ try Self.copy(output, to: place) }) else { return }
        let older = try await same(output.path)
        do {
            _ = try await files.add(
                output.path,
                mediaType: MediaType.guess(output.path),
                from: place,
                session: session.record.id,
                isDownloadable: true
            )
        } catch {
            await BlockingExecutor.shared.perform { Files.removeIfPresent(place) }
            throw error
        }
        await BlockingExecutor.shared.perform { Files.removeIfPresent(place) }
        for record in older { try await files.discard(record.id) }
    }

    private static func copy(_ output: WorkspaceChanges.Output, to place: String) throws -> Bool {
        do {
            try output.copy(to: place, upTo: FileShelf.sizeLimit)
            return true
        } catch {
            Files.removeIfPresent(place)
            guard let error = error as? IOError, error.mayBeAnAgents else { throw error }
            return false
        }
    }

    /// Results of the session by that name, which a new one replaces.
    private func same(_ name: String) async throws -> [Record] {
        var query = RecordQuery(resources.files.shelf.kind, limit: Workspace.mostOutputs)
        query.tags = [["scope:\(session.record.id)"]]
        return try await resources.files.shelf.store.page(query).records.filter {
            $0.body["filename"]?.string == name && $0.body["downloadable"]?.bool == true
        }
    }
}
