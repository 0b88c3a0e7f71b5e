public import Domain
internal import EventLoop
internal import JSON

/// The agent that a file describes.
public enum AgentFile {
    private static let limit = 4 * 1_048_576

    /// Reads `path`. Blocks for a small read.
    ///
    /// - Throws: `CommandError` naming the field at fault.
    public static func read(_ path: String) throws(CommandError) -> AgentDefinition {
        let bytes: [UInt8]
        do { bytes = try Files.read(path, upTo: limit) } catch {
            throw CommandError(.noInput, "--agent: cannot \(error); give a JSON file this user can read")
        }
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch {
            throw CommandError(.data, "the agent file \(path) is not JSON: \(error)")
        }
        do { return try AgentDefinition(json: json) } catch {
            throw CommandError(.data, "the agent file \(path): \(error)")
        }
    }
}
