extension SessionKey {
    /// Reads the key from the path of a ``TranscriptMirror``.
    ///
    /// `nil` for files outside `<configDirectory>/projects`, for other depths than a transcript's, and for unsafe parts: drop
    /// these with a warning (protocol notes 12.2).
    /// - Parameters:
    ///   - mirrorPath: The absolute path of a transcript.
    ///   - configDirectory: The very text the CLI was given as `CLAUDE_CONFIG_DIR`.
    public init?(mirrorPath: String, configDirectory: String) {
        let root = Self.trimmed(configDirectory) + "/projects/"
        guard mirrorPath.utf8.starts(with: root.utf8), mirrorPath.hasSuffix(".jsonl") else { return nil }
        let relative = mirrorPath.dropFirst(root.count).dropLast(".jsonl".count)
        let parts = relative.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count >= 4 else { return nil }
        do {
            let below = parts.dropFirst(2)
            try self.init(projectKey: parts[0], sessionID: parts[1], subpath: below.isEmpty ? nil : below.joined(separator: "/"))
        } catch {
            return nil
        }
    }

    /// The path of the transcript.
    public func transcriptPath(configDirectory: String) -> String {
        path(configDirectory) + ".jsonl"
    }

    /// The path of the file beside a subagent's transcript that describes the subagent; `nil` for the main transcript.
    public func metadataPath(configDirectory: String) -> String? {
        subpath == nil ? nil : path(configDirectory) + ".meta.json"
    }

    private func path(_ configDirectory: String) -> String {
        let below = subpath.map { "/\($0)" } ?? ""
        return "\(Self.trimmed(configDirectory))/projects/\(projectKey)/\(sessionID)\(below)"
    }

    private static func trimmed(_ directory: String) -> Substring {
        var directory = Substring(directory)
        while directory.hasSuffix("/") { directory.removeLast() }
        return directory
    }
}
