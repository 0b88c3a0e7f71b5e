internal import EventLoop

/// Skills in the folder that the CLI looks for them in.
extension SessionFiles {
    /// Lays these skills, and no others, into a session's configuration. What would be read as settings there goes: an agent that writes
    /// files could have left some, to run programs that it may not run.
    ///
    /// - Throws: `ServerError` naming the file.
    func lay(_ skills: [SkillPackage], in place: SessionPlace) throws {
        // Without skills the CLI reads nothing there.
        guard !skills.isEmpty else { return }
        let base = place.folders.configuration
        for name in ["skills", "settings.json", "CLAUDE.md", "agents", "commands", "rules"] { Files.removeTree("\(base)/\(name)") }
        try named(place.binding.folder) {
            try Files.makePrivateFolder("\(base)/skills")
            for skill in skills { try Files.copyTree(skill.folder, to: "\(base)/skills/\(skill.name)") }
        }
    }
}
