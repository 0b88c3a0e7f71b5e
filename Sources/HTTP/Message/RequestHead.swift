/// A request's head, complete and allowed.
///
/// A class, so that handing a request on costs one reference and no room in the frames of the tasks that wait with it.
package final class RequestHead: Sendable {
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

    init(method: HTTPMethod, target: RequestTarget, fields: HTTPFields, contentLength: UInt64?, minorVersion: Int, keepsAlive: Bool) {
        self.method = method
        self.target = target
        self.fields = fields
        self.contentLength = contentLength
        self.minorVersion = minorVersion
        self.keepsAlive = keepsAlive
    }

    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, section 10.1.1).
    var expectsContinue: Bool { minorVersion >= 1 && fields["expect"]?.lowercased() == "100-continue" }
}
