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
    /// - Parameter headDeadline: for connecting, and again from then to the end of the answer's head.
    /// - Throws: `IOError` when the server cannot be reached, `HTTPError` when `target` has blanks or bytes outside visible ASCII,
    ///   or when the server answers badly or not in time, `CancellationError`.
    public func send(
        _ method: HTTPMethod,
        _ target: String,
        fields: [(String, String)] = [],
        body: [UInt8]? = nil,
        headDeadline: Duration = .seconds(30)
    ) async throws -> HTTPClientResponse {
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw HTTPError(.malformed, "the request target must be percent-encoded")
        }
        let stream = try await ByteStream.connect(to: address, on: loop, deadline: headDeadline)
        let connection = HTTPClientConnection(stream, answersHead: method == .head)
        do {
            return try await connection.exchange(request(method, target, fields, body), deadline: headDeadline)
        } catch {
            stream.close()
            throw error
        }
    }

    private func request(_ method: HTTPMethod, _ target: String, _ fields: [(String, String)], _ body: [UInt8]?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.put("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n")
        for (name, value) in fields {
            bytes.put(fieldText: name)
            bytes.put(": ")
            bytes.put(fieldText: value)
            bytes.put("\r\n")
        }
        if let body { bytes.put("Content-Length: \(body.count)\r\n") }
        bytes.put("\r\n")
        return bytes + (body ?? [])
    }

    private var host: String {
        if case .unix = address { "localhost" } else { "\(address)" }
    }
}
