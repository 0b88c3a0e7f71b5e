/// A request whose head is complete; its body comes as it is read.
public struct HTTPRequest: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The target as on the wire, for example `/path?query`.
    public let target: String
    /// The fields of the head.
    public let fields: HTTPFields
    /// The length that the head declares, if it does.
    public let contentLength: UInt64?
    /// The body, empty for most methods.
    public let body: MessageBody
    /// Minor version: 1 for HTTP/1.1.
    let minorVersion: Int

    /// The target up to a `?`, not decoded.
    public var path: Substring { target.prefix { $0 != "?" } }

    /// What follows the `?`, not decoded; empty without one.
    public var query: Substring { target.drop { $0 != "?" }.dropFirst() }
}
