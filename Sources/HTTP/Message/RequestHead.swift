/// A request's head, complete and allowed.
struct RequestHead: Sendable {
    let method: HTTPMethod
    let target: RequestTarget
    let fields: HTTPFields
    let contentLength: UInt64?
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    let minorVersion: Int
    /// Whether the client wants to go on with the connection.
    let keepsAlive: Bool

    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, section 10.1.1).
    var expectsContinue: Bool { minorVersion >= 1 && fields["expect"]?.lowercased() == "100-continue" }
}
