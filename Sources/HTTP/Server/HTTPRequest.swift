/// A request whose head is complete; its body comes as it is read.
public struct HTTPRequest: Sendable {
    private let head: RequestHead
    /// The body, empty for most methods.
    public let body: MessageBody

    init(_ head: RequestHead, body: MessageBody) {
        self.head = head
        self.body = body
    }

    /// The method.
    public var method: HTTPMethod { head.method }

    /// The target as on the wire, for example `/path?query`.
    public var target: String { head.target.text }

    /// The target up to a `?`, without scheme and host if it has them, not decoded.
    public var path: Substring { head.target.path }

    /// What follows the `?`, not decoded; empty without one.
    public var query: Substring { head.target.query }

    /// The fields of the head.
    public var fields: HTTPFields { head.fields }

    /// The length that the head declares, if it does.
    public var contentLength: UInt64? { head.contentLength }

    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    var minorVersion: Int { head.minorVersion }
}
