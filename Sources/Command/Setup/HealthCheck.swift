public import EventLoop
internal import HTTP

/// Asks the server of this machine whether it is there, as a container's health check does.
public struct HealthCheck: Sendable {
    /// Where it is asked.
    public let address: SocketAddress
    private let limit: Duration

    /// A check of the first address the server would listen on, by the same settings: `--listen`, else `--port`.
    ///
    /// - Parameter limit: how long the answer may take.
    public init(_ invocation: Invocation, limit: Duration = .seconds(4)) throws(CommandError) {
        address = Self.reachable(try ListenSetting(invocation).addresses()[0])
        self.limit = limit
    }

    /// Returns when the server answers that it is well.
    ///
    /// - Throws: `CommandError` when it does not answer, or otherwise.
    public func run(on loop: EventLoop) async throws {
        let status: HTTPStatus
        do {
            let answer = try await HTTPClient(address: address, loop: loop).send(.get, "/health", headDeadline: limit)
            status = answer.status
            answer.close()
        } catch let error as IOError {
            throw CommandError(.unavailable, "no server answers on \(address): \(error)")
        } catch let error as HTTPError {
            throw CommandError(.unavailable, "what listens on \(address) does not answer as it should: \(error)")
        }
        guard status == .ok else { throw CommandError(.unavailable, "the server on \(address) answers /health with \(status)") }
    }

    /// A server that listens on every address is asked on the loopback one.
    private static func reachable(_ address: SocketAddress) -> SocketAddress {
        switch address {
        case .ipv4("0.0.0.0", let port): .ipv4(host: "127.0.0.1", port: port)
        case .ipv6("::", let port): .ipv6(host: "::1", port: port)
        default: address
        }
    }
}
