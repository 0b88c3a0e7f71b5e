internal import AgentServer
internal import Domain
public import EventLoop
internal import JSON

/// The commands about sessions: `roost session ls`, `show`, `rm` and `prune`.
public struct SessionCommand: Sendable {
    let values: SettingValues
    let words: [String]
    let format: SessionFormat
    let output = StandardStream.output
    let talk = StandardStream.error
    private let isImage: Bool
    private let loop: EventLoop

    /// A command by an invocation's settings.
    ///
    /// - Throws: `CommandError` naming a setting with a wrong value.
    public init(_ invocation: Invocation, loop: EventLoop) throws(CommandError) {
        values = invocation.values
        words = invocation.words
        isImage = invocation.isImage
        format = try SessionFormat(invocation.values)
        self.loop = loop
    }

    /// Calls `body` with the sessions of the data folder that is meant.
    func withSessions<Value: Sendable>(_ body: (SessionAccess) async throws -> Value) async throws -> Value {
        let (values, isImage) = (values, isImage)
        let folder = try await BlockingExecutor.shared.run {
            try DataFolder.locate(values, isImage: isImage, workingDirectory: try WorkingDirectory.path())
        }
        return try await SessionAccess.with(folder, on: loop, body)
    }

    /// The sessions that the words name, each once.
    ///
    /// - Throws: `CommandError` when there is none, or a word is no session id.
    func sessions() throws(CommandError) -> [SessionID] {
        guard !words.isEmpty else { throw CommandError(.usage, "which session? roost session ls lists them") }
        var sessions: [SessionID] = []
        for word in words {
            guard let session = SessionID(word) else {
                throw CommandError(.usage, "\"\(word)\" is no session id: 1 to 64 letters, digits, - and _, the first a letter or digit")
            }
            if !sessions.contains(session) { sessions.append(session) }
        }
        return sessions
    }

    /// Writes what programs and people read.
    func write(_ text: String) async throws {
        let output = output
        try await BlockingExecutor.shared.run { try output.write(Array(text.utf8)) }
    }

    /// Writes one JSON value as a line.
    func write(_ json: JSONValue) async throws { try await write(json.serializedString() + "\n") }

    /// Writes ids, one a line.
    func write(ids: [JSONValue]) async throws { try await write(ids.compactMap(\.string).map { $0 + "\n" }.joined()) }
}
