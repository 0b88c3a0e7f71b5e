/// Where something of a session lies: a path below `/mnt`, which stands for the folder `mnt` of the session's workspace. Pure.
public struct MountPath: Sendable, Hashable, CustomStringConvertible {
    /// The folder that stands for files of the session's owner.
    public static let uploads = MountPath(parts: ["mnt", "session", "uploads"])
    /// The folder whose files are the session's results.
    public static let outputs = MountPath(parts: ["mnt", "session", "outputs"])

    private let parts: [String]

    private init(parts: [String]) { self.parts = parts }

    /// The place of a stored file: in the folder of uploads under its id, or where the caller wants it. `nil` for a path that leads elsewhere.
    public init?(file id: String, _ wanted: String?) {
        let text = wanted ?? id
        let base = "/mnt/session/"
        let isWhole = text.hasPrefix(base)
        let rest = isWhole ? text.dropFirst(base.count) : text.drop { $0 == "/" }
        let names = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard Self.arePlain(names), wanted != nil || names.count == 1 else { return nil }
        parts = (isWhole ? ["mnt", "session"] : Self.uploads.parts) + names
        guard Array(parts.prefix(3)) != Self.outputs.parts, parts.count > 3 || parts[2] != "uploads" else { return nil }
    }

    /// The folder of a memory store.
    ///
    /// - Parameter slug: What `slug(of:)` has made of its name.
    public init?(memory slug: String) {
        guard Self.arePlain([slug]) else { return nil }
        parts = ["mnt", "memory", slug]
    }

    /// A store's name as a folder's: lower-case letters, digits and dashes.
    public static func slug(of name: String) -> String {
        let words = name.lowercased().unicodeScalars.split { !($0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))) }
        let slug = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
        return slug.isEmpty ? "store" : String(slug.prefix(100))
    }

    private static func arePlain(_ names: [String]) -> Bool {
        !names.isEmpty && names.count <= 20
            && names.allSatisfy {
                !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count < 256 && !$0.unicodeScalars.contains { $0.value < 32 }
            }
    }

    /// Whether the other is this place, lies below it, or leads to it.
    public func overlaps(_ other: MountPath) -> Bool {
        let shared = min(parts.count, other.parts.count)
        return parts.prefix(shared) == other.parts.prefix(shared)
    }

    /// The path in the workspace.
    public var inWorkspace: String { parts.joined(separator: "/") }

    /// The path as the public API has it.
    public var description: String { "/" + inWorkspace }
}
