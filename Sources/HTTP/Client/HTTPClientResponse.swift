/// The answer to a client's request; its body comes as it is read.
public struct HTTPClientResponse: Sendable {
    /// The status.
    public let status: HTTPStatus
    /// The fields of the head.
    public let fields: HTTPFields
    /// The body.
    public let body: MessageBody
    private let connection: HTTPClientConnection

    init(status: HTTPStatus, fields: HTTPFields, body: MessageBody, connection: HTTPClientConnection) {
        self.status = status
        self.fields = fields
        self.body = body
        self.connection = connection
    }

    /// Closes the connection; a body not read to its end is cut.
    public func close() { connection.close() }
}
