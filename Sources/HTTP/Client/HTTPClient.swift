public import EventLoop

/// Sends requests to one address, a connection each. For tests, health checks and the demo: plain HTTP/1.1.
public struct HTTPClient: Sendable {
    private let address: SocketAddress
    private let loop: EventLoop

    /// A client of the server at `address`, with its connections on `loop`.
    public init(address: SocketAddress, loop: EventLoop) {
        self.address = address
        self.loop = loop
    }

    /// Sends one request and gives the answer as soon as its head is there. Close the answer when done.
    ///
    /// - Parameter headDeadline: from connecting to the end of the answer's head.
    /// - Throws: `IOError` when the server cannot be reached, `HTTPError` when it answers badly or not in time.
    public func send(
        _ method: HTTPMethod,
        _ target: String,
        fields: [(String, String)] = [],
        body: [UInt8]? = nil,
        headDeadline: Duration = .seconds(30)
    ) async throws -> HTTPClientResponse {
        let stream = try await ByteStream.connect(to: address, on: loop, deadline: headDeadline)
        let connection = HTTPClientConnection(stream)
        do {
            try await stream.write(request(method, target, fields, body))
            return try await connection.response(deadline: headDeadline)
        } catch {
            stream.close()
            throw error
        }
    }

    private func request(_ method: HTTPMethod, _ target: String, _ fields: [(String, String)], _ body: [UInt8]?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.put("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n")
        for (name, value) in fields { bytes.put("\(name): \(value)\r\n") }
        if let body { bytes.put("Content-Length: \(body.count)\r\n") }
        bytes.put("\r\n")
        return bytes + (body ?? [])
    }

    private var host: String {
        if case .unix = address { "localhost" } else { "\(address)" }
    }
}
