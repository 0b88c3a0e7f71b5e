/// Which transcript: a project, a session, and for a subagent the path below it (protocol notes 12.1).
public struct SessionKey: Sendable, Hashable {
    /// The project.
    public let projectKey: String
    /// The session.
    public let sessionID: String
    /// `subagents/agent-<id>`; `nil` for the main transcript, never empty.
    public let subpath: String?

    /// Makes a key.
    ///
    /// - Throws: ``AgentError/Code/unsafePath`` when a part is empty, `.` or `..`, or could lead outside its folder.
    public init(projectKey: String, sessionID: String, subpath: String? = nil) throws(AgentError) {
        let below = subpath.map { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) } ?? []
        for part in [projectKey, sessionID] + below where !Self.isSafe(part) {
            throw AgentError(.unsafePath, "'\(part.prefix(64))' cannot be part of a transcript's key; use plain names without / and ..")
        }
        guard !projectKey.contains("/"), !sessionID.contains("/") else {
            throw AgentError(.unsafePath, "project key and session id are single names; give them without /")
        }
        self.projectKey = projectKey
        self.sessionID = sessionID
        self.subpath = subpath
    }

    /// The key of a subagent's transcript.
    ///
    /// - Throws: As ``init(projectKey:sessionID:subpath:)``.
    public static func subagent(_ agentID: String, projectKey: String, sessionID: String) throws(AgentError) -> SessionKey {
        try SessionKey(projectKey: projectKey, sessionID: sessionID, subpath: "subagents/agent-\(agentID)")
    }

    static func isSafe(_ part: String) -> Bool {
        let isDrive = part.utf8.count >= 2 && part.utf8.dropFirst().first == UInt8(ascii: ":")
        return !part.isEmpty && part != "." && part != ".." && !isDrive
            && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "/") }
    }
}
