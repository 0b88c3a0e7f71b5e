internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON

/// The session map that the hosting cookbook's server leaves in its data folder: `{caller id: CLI session id}`.
struct CookbookMap: Sendable, Hashable {
    /// CLI session ids by the callers' names.
    private(set) var sessions: [String: String] = [:]
    /// Entries that cannot be honoured: the name breaks today's rule, or the id is no UUID.
    private(set) var unusableCount = 0

    static let fileName = "hosting_session_map.json"
    /// Bytes of the file, about half a million sessions.
    static let sizeLimit = 64 << 20

    /// No sessions.
    init() {}

    /// Reads the map of a data folder; empty without a file.
    ///
    /// - Throws: `ServerError` when the file is there and is no such map: its sessions would silently begin anew.
    init(in root: String) throws {
        let path = "\(root)/\(Self.fileName)"
        guard Files.exists(path) else { return }
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, upTo: Self.sizeLimit)
        } catch {
            throw ServerError(.sessionFiles, "the session map cannot be used: \(error); mend it or move it away")
        }
        guard let object = (try? JSONValue(parsing: bytes))?.object else {
            throw ServerError(.sessionFiles, "\(path) is not a JSON object of session ids; mend it or move it away")
        }
        // Once over the members: looking each key up would walk the object anew for every session.
        let latest = Dictionary(object.map { ($0.key, $0.value) }) { _, last in last }
        for (name, claudeID) in latest { add(name, claudeID.string) }
    }

    var isEmpty: Bool { sessions.isEmpty && unusableCount == 0 }

    private mutating func add(_ name: String, _ claudeID: String?) {
        guard SessionID(name) != nil, let claudeID, SessionIdentifier.isValid(claudeID) else { return unusableCount += 1 }
        sessions[name] = claudeID
    }
}
