/// A skill that an agent names.
public struct SkillReference: Sendable, Hashable {
    /// The skill's id.
    public var id: String
    /// Its version; `nil` is the latest one.
    public var version: String?

    /// A skill.
    public init(id: String, version: String? = nil) {
        self.id = id
        self.version = version
    }
}
