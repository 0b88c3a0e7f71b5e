internal import HTTP
internal import JSON

/// A turn whose stream has ended.
struct Turn: Sendable {
    /// The fields of the answer's head.
    let fields: HTTPFields
    /// All frames, in order.
    let frames: [Frame]
    /// When each comment came.
    let comments: [ContinuousClock.Instant]
    /// When the head was there.
    let opened: ContinuousClock.Instant
    /// When the stream ended.
    let closed: ContinuousClock.Instant
    /// Lines that did not end with CRLF.
    let badLineEnds: Int
    /// Whether bytes came behind the last whole frame.
    let isMidway: Bool

    init(_ reader: FrameReader, fields: HTTPFields, opened: ContinuousClock.Instant, closed: ContinuousClock.Instant) {
        self.fields = fields
        self.opened = opened
        self.closed = closed
        frames = reader.frames
        comments = reader.comments
        badLineEnds = reader.badLineEnds
        isMidway = reader.isMidway
    }

    /// The frames called `message`.
    var messageFrames: [Frame] { frames.filter { $0.event == "message" } }

    /// The messages, in order.
    func messages() throws -> [JSONValue] {
        try messageFrames.map { frame in
            let data = frame.data.first ?? []
            return try require(try? JSONValue(parsing: data), "the data of a message must be JSON, was \(excerpt(data))")
        }
    }

    func messages(_ type: String) throws -> [JSONValue] { try messages().filter { $0["type"]?.string == type } }

    /// The text of the agent's answer.
    func answer() throws -> String {
        try messages("AssistantMessage").flatMap { $0["content"]?.array ?? [] }.compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// The first message, when it is the beginning of a turn.
    func initialization() throws -> JSONValue {
        let first = try require(try messages().first, "a turn must begin with a message, \(ending)")
        try require(
            first["type"]?.string == "SystemMessage" && first["subtype"]?.string == "init",
            "the first event must be a SystemMessage with subtype init, was \(excerpt(first.serialized()))"
        )
        return first
    }

    /// The id that the agent knows the conversation by.
    func sessionID() throws -> String {
        try require(try initialization()["data"]?["session_id"]?.string, "the init message must carry data.session_id")
    }

    /// The one ResultMessage.
    func result() throws -> JSONValue {
        let results = try messages("ResultMessage")
        try require(results.count == 1, "a turn must have one ResultMessage, had \(results.count)")
        return results[0]
    }

    /// Whether the agent's answer holds `text`.
    func expectAnswer(holding text: String, _ why: String) throws {
        let answer = try answer()
        try require(answer.contains(text), "\(why): expected \"\(text)\" in the answer, which was \"\(excerpt(answer.utf8))\"")
    }

    /// How the stream ended, for messages.
    var ending: String {
        guard let last = frames.last else { return "the stream was empty" }
        return "it ended with \(last.event ?? "no event") \(excerpt(last.data.first ?? []))"
    }
}
