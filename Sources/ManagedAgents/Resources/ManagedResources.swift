public import Encryption
internal import EventLoop
public import Records

/// The objects of the public API that need no running agent, and their endpoints.
public struct ManagedResources: Sendable {
    /// Agents.
    public let agents: AgentShelf
    /// Environments.
    public let environments: EnvironmentShelf
    /// Vaults with their credentials.
    public let vaults: VaultShelf
    /// Skills.
    public let skills: SkillShelf
    /// Memory stores.
    public let memories: MemoryShelf
    /// Files.
    public let files: FileShelf
    private let models: ModelList
    private let folder: ContentFolder

    /// Where uploads lie while they are read.
    public var uploadFolder: String { folder.incoming }

    /// The endpoints.
    public var routes: [ManagedRoute] {
        agents.routes + environments.routes + vaults.routes + skills.routes + memories.routes + files.routes + models.routes
    }

    /// Opens the folder of contents: makes it unless it is there, and removes what belongs to no record.
    ///
    /// - Parameters:
    ///   - folder: Where contents lie.
    ///   - key: What the tokens of vaults are sealed with.
    ///   - models: The ids of the models that are listed.
    ///   - check: What the server allows an agent to be.
    /// - Throws: `IOError`, `RecordError`.
    public static func open(
        _ store: any RecordStore,
        folder: String,
        key: EncryptionKey,
        models: [String],
        sources: ManagedSources = ManagedSources(),
        check: @escaping AgentShelf.Check = { _ in }
    ) async throws -> ManagedResources {
        let contents = ContentFolder(root: folder)
        try await BlockingExecutor.shared.run { try contents.prepare() }
        let resources = ManagedResources(store, contents, SecretBox(key: key), ModelList(ids: models), sources, check)
        try await resources.removeStrays(store)
        return resources
    }

    private init(
        _ store: any RecordStore,
        _ folder: ContentFolder,
        _ box: SecretBox,
        _ models: ModelList,
        _ sources: ManagedSources,
        _ check: @escaping AgentShelf.Check
    ) {
        self.folder = folder
        self.models = models
        skills = SkillShelf(store, folder: folder, sources: sources)
        agents = AgentShelf(store, skills: skills, sources: sources, check: check)
        environments = EnvironmentShelf(store, sources: sources)
        vaults = VaultShelf(store, box: box, sources: sources)
        memories = MemoryShelf(store, sources: sources)
        files = FileShelf(store, folder: folder, sources: sources)
    }

    /// A crash between a content and its record leaves the content alone.
    private func removeStrays(_ store: any RecordStore) async throws {
        let folder = folder
        let there = await BlockingExecutor.shared.perform { folder.all }
        for id in there.files where try await store.record(files.shelf.kind, id: id) == nil {
            await BlockingExecutor.shared.perform { Files.removeTree(folder.content(id)) }
        }
        for id in there.skills where try await skills.package(id) == nil {
            await BlockingExecutor.shared.perform { Files.removeTree(folder.skill(id)) }
        }
    }
}
