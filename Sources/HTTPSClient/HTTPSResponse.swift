public import HTTP

/// The answer to a request; its body comes as it is read, and no faster.
public struct HTTPSResponse: Sendable {
    /// The status.
    public let status: HTTPStatus
    /// The fields of the head.
    public let fields: HTTPFields
    /// The body as it was sent, still in its content coding. `HTTPError` when it does not come whole.
    public let body: MessageBody
}
