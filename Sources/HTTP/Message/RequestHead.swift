/// A request's head, complete and allowed.
package struct RequestHead: Sendable {
    /// The method.
    package let method: HTTPMethod
    /// What is asked for.
    package let target: RequestTarget
    /// The fields.
    package let fields: HTTPFields
    /// The length that it declares, if it does.
    package let contentLength: UInt64?
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    package let minorVersion: Int
    /// Whether the client wants to go on with the connection.
    package let keepsAlive: Bool

    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, section 10.1.1).
    var expectsContinue: Bool { minorVersion >= 1 && fields["expect"]?.lowercased() == "100-continue" }
}
