internal import ClaudeAgent
internal import EventLoop
internal import Glibc
internal import JSON

/// Where the CLI looks for one session's transcript, and what must be so that it finds a conversation there. Every call blocks.
struct TranscriptPlace: Sendable {
    private let projects: String
    private let key: String
    private let name: String

    /// A transcript that is longer than this surely holds a conversation.
    private static let judgedSize = 4 << 20
    private static let startSize = 64 << 10

    init(_ folders: LaunchFolders, _ claudeSessionID: String) {
        projects = "\(folders.configuration)/projects"
        key = ProjectKey(canonicalPath: folders.workspace).text
        name = claudeSessionID
    }

    /// Whether there is a conversation to resume; brings it where the CLI looks, and clears away what is none.
    ///
    /// A process that was killed between writing down that a prompt came and the prompt itself leaves a file that the CLI
    /// neither resumes nor overwrites.
    /// - Throws: `IOError` naming the path.
    func prepare() throws -> Bool {
        let path = "\(projects)/\(key)/\(name).jsonl"
        guard let holds = try Self.judge(path) ?? (bring() ? Self.judge(path) : nil) else { return false }
        if !holds { try Files.move(path, to: "\(path).incomplete") }
        return holds
    }

    /// Puts a transcript that lies under another working directory's key (a data folder that was moved, a cookbook session) where
    /// the CLI looks for it; false when there is none.
    private func bring() throws -> Bool {
        guard let other = Files.entries(of: projects).first(where: { Files.exists("\(projects)/\($0)/\(name).jsonl") }) else {
            return false
        }
        try Files.makeDurableFolder("\(projects)/\(key)")
        for entry in [name, "\(name).jsonl"] where Files.exists("\(projects)/\(other)/\(entry)") {
            try Files.move("\(projects)/\(other)/\(entry)", to: "\(projects)/\(key)/\(entry)")
        }
        return true
    }

    /// Whether a transcript holds a conversation; `nil` when it is not there. Mostly its first lines tell.
    private static func judge(_ path: String) throws -> Bool? {
        do {
            return try holdsConversation(Files.readStart(path, upTo: startSize)) || holdsConversation(Files.read(path, upTo: judgedSize))
        } catch let error as IOError where error.code == .tooLong {
            return true
        } catch let error as IOError where error.errno == ENOENT {
            return nil
        }
    }

    /// Whether a whole line is something that was said. A line that was cut off counts for nothing, as with the CLI.
    static func holdsConversation(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: 0x0A).contains { line in
            let type = (try? JSONValue(parsing: Array(line)))?["type"]?.string
            return type == "user" || type == "assistant"
        }
    }
}
