internal import ClaudeAgent
internal import EventLoop
internal import JSON

/// The session map that the hosting cookbook's server leaves in its data folder: `{caller id: CLI session id}`.
enum CookbookMap {
    static let fileName = "hosting_session_map.json"

    /// The map's valid entries; empty without a file.
    ///
    /// - Throws: `ServerError` when the file is there and is no such map: its sessions would silently begin anew.
    static func read(in root: String) throws -> [String: String] {
        let path = "\(root)/\(fileName)"
        guard Files.exists(path) else { return [:] }
        guard let object = (try? JSONValue(parsing: try Files.read(path, upTo: 64 << 20)))?.object else {
            throw ServerError(.sessionFiles, "\(path) is not a JSON object of session ids; mend it or move it away")
        }
        var map: [String: String] = [:]
        for key in object.keys {
            if let claudeID = object[key]?.string, SessionIdentifier.isValid(claudeID) { map[key] = claudeID }
        }
        return map
    }
}
