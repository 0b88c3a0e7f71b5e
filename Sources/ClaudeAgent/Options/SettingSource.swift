/// A place the CLI may read settings, memory and skills from (protocol notes 2.1).
public enum SettingSource: String, Sendable, Hashable, CaseIterable {
    /// `settings.json` of the configuration folder.
    case user
    /// `.claude/settings.json` of the working directory.
    case project
    /// `.claude/settings.local.json` of the working directory.
    case local
}

/// Which skills the agent may use. Choosing any also allows the `Skill` tool and turns on the user and project settings.
public enum SkillSelection: Sendable, Hashable {
    /// Every skill found.
    case all
    /// Only these.
    case named([String])
}
