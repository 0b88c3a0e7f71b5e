public import HTTP
public import JSON

/// What a handler answers.
public enum ManagedAnswer: Sendable {
    /// 200 with a JSON document.
    case json(JSONValue)
    /// 200 with bytes.
    case bytes([UInt8], mediaType: String, fields: [(String, String)] = [])
    /// 200 with the content of a file, read while it is sent.
    case file(FileContent)
    /// The handler itself answers: an event stream, an upgraded connection. It sends `fields` of the exchange with its head.
    case takeOver(@Sendable (ManagedExchange) async throws -> Void)
}

/// A file to be sent.
public struct FileContent: Sendable, Hashable {
    /// Where it lies.
    public let path: String
    /// Its length in bytes.
    public let size: Int
    /// Its media type.
    public let mediaType: String
    /// The name to save it under.
    public let name: String

    /// A file.
    public init(path: String, size: Int, mediaType: String, name: String) {
        self.path = path
        self.size = size
        self.mediaType = mediaType
        self.name = name
    }
}

/// A request that its handler answers by itself.
public struct ManagedExchange: Sendable {
    /// The request on the wire.
    public let request: HTTPRequest
    /// The answer.
    public let response: ResponseWriter
    /// Fields that belong to every answer, `request-id` among them.
    public let fields: [(String, String)]
    /// What answers the commands of a connection that has been taken over.
    public let commands: ManagedCommands
}
