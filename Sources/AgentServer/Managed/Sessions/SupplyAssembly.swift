internal import ClaudeAgent
internal import Domain
internal import JSON

/// Puts together what a session of /v1 is given.
struct SupplyAssembly: Sendable {
    let source: any SessionSupplies

    /// What its agent is given.
    ///
    /// - Parameter resources: Those of the session, as its object has them.
    /// - Throws: What the source throws, `DefinitionError` for a skill that cannot be used.
    func supply(_ definition: AgentDefinition, vaults: [String], resources: [JSONValue]) async throws -> AgentSupply {
        var supply = AgentSupply(answersCalls: true, tellsPieces: true)
        for reference in definition.skills { supply.skills.append(try await source.skill(reference)) }
        for server in definition.mcpServers {
            guard case .url(let url) = server.transport, let token = try await source.token(for: url, in: vaults) else { continue }
            supply.headers[server.name] = ["Authorization": Secret("Bearer \(token.reveal())")]
        }
        supply.notes = Self.notes(definition, resources)
        return supply
    }

    /// What it finds in its workspace. A file that is gone is left out.
    ///
    /// - Throws: What the source throws.
    func contents(_ resources: [JSONValue]) async throws -> WorkspaceContents {
        var contents = WorkspaceContents()
        for resource in resources {
            switch resource["type"]?.string {
            case "file": if let file = try await file(resource) { contents.files.append(file) }
            case "memory_store": if let memory = try await memory(resource) { contents.memories.append(memory) }
            default: continue
            }
        }
        return contents
    }

    private func file(_ resource: JSONValue) async throws -> WorkspaceContents.File? {
        guard let id = resource["file_id"]?.string, let place = MountPath(file: id, resource["mount_path"]?.string) else { return nil }
        return try await source.path(ofFile: id).map { WorkspaceContents.File(source: $0, place: place) }
    }

    private func memory(_ resource: JSONValue) async throws -> WorkspaceContents.Memory? {
        guard let id = resource["memory_store_id"]?.string else { return nil }
        return WorkspaceContents.Memory(
            id: id,
            slug: Self.slug(resource),
            isReadOnly: Self.isReadOnly(resource),
            memories: try await source.memories(of: id)
        )
    }

    /// An agent that can reach no file is told nothing of them.
    private static func notes(_ definition: AgentDefinition, _ resources: [JSONValue]) -> String? {
        guard definition.builtInTools.keys.contains(where: { $0.readsFiles || $0.isDangerous }) else { return nil }
        return WorkspaceNotes.text(
            resources.filter { $0["type"] == "memory_store" }.map { resource in
                WorkspaceNotes.Memory(
                    slug: slug(resource),
                    description: resource["description"]?.string ?? "",
                    isReadOnly: isReadOnly(resource),
                    instructions: resource["instructions"]?.string
                )
            }
        )
    }

    private static func isReadOnly(_ resource: JSONValue) -> Bool { resource["access"] == "read_only" }

    /// The folder that the resource says it has, else one by its name.
    private static func slug(_ resource: JSONValue) -> String {
        let given = resource["mount_path"]?.string?.split(separator: "/").last.map(String.init)
        guard let given, MountPath(memory: given) != nil else { return MountPath.slug(of: resource["name"]?.string ?? "") }
        return given
    }
}
