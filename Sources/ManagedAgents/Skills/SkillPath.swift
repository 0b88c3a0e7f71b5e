/// The name of one file of a skill: a path below one folder. Pure.
struct SkillPath: Hashable, Sendable {
    /// The folder that the whole skill is in.
    let top: String
    /// The path below it.
    let rest: String

    /// `nil` for what would lead out of the folder, or is no plain path.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...16).contains(parts.count), text.utf8.count <= 1024, parts.allSatisfy(Self.isName) else { return nil }
        top = parts[0]
        rest = parts.dropFirst().joined(separator: "/")
    }

    private static func isName(_ part: String) -> Bool {
        guard !part.isEmpty, part != ".", part != "..", part.utf8.count <= 255 else { return false }
        return part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
    }
}
