public import HTTP

/// One request.
public struct HTTPSRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The server.
    public var server: ServerURL
    /// Path and query, percent-encoded, sent behind the server's prefix as they are.
    public var target: String
    /// Header fields; `Host`, `Content-Length` and `Connection` are the client's own.
    public var fields: [(String, String)]
    /// The body, if the request has one.
    public var body: [UInt8]?
    /// A Unix socket to connect to in place of the server's host.
    public var unixSocket: String?

    /// Makes a request.
    public init(_ method: HTTPMethod, _ target: String, of server: ServerURL, fields: [(String, String)] = [], body: [UInt8]? = nil) {
        self.method = method
        self.target = target
        self.server = server
        self.fields = fields
        self.body = body
    }
}
