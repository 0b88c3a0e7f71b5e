internal import Domain

/// One version of a skill, as it lies on this server's disk.
struct SkillPackage: Sendable, Hashable {
    /// The folder that the agent finds it in: lower-case letters, digits and dashes.
    let name: String
    /// Absolute path of the folder that has its `SKILL.md`; never changed once it is there.
    let folder: String

    /// A package.
    ///
    /// - Throws: `DefinitionError` when the name could be no folder.
    init(name: String, folder: String) throws(DefinitionError) {
        let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isPlain, !name.isEmpty, name.utf8.count <= 64 else {
            throw DefinitionError(
                "skills",
                "\"\(name.prefix(64))\" is no name for a skill: lower-case letters, digits and dashes, at most 64"
            )
        }
        self.name = name
        self.folder = folder
    }
}
