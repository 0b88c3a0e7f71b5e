/// What goes out for one request: a head, and pieces of body with the waits before them.
struct StubOutput: Hashable {
    /// Bytes, and how long to wait before they are sent.
    struct Chunk: Hashable {
        var delay: Duration = .zero
        var bytes: [UInt8]
    }

    enum Ending: Hashable {
        /// The answer is complete.
        case finished
        /// The connection is cut as it stands.
        case dropped
        /// The connection is cut before the head of the answer.
        case silent
    }

    var status: Int
    var contentType: String
    /// Header fields beside the content type and the length.
    var fields: [String: String] = [:]
    var chunks: [Chunk]
    var ending = Ending.finished

    /// The whole body, as a client would have read it.
    var body: [UInt8] { chunks.flatMap(\.bytes) }
}
