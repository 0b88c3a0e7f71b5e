internal import AgentServer
public import EventLoop
internal import HTTP

/// Asks the server of this machine whether it is there, as a container's health check does.
public struct HealthCheck: Sendable {
    /// Where it is asked; nil in a container that is one run and no server, which is well while it runs.
    public let address: SocketAddress?
    private let limit: Duration

    /// A check of the server that a person or a container means. Blocks for small reads.
    public init(_ invocation: Invocation) throws(CommandError) {
        try self.init(invocation, first: FirstProcess.arguments())
    }

    /// The check's own flags win; else it is asked where a server with the same settings, or the container's server, listens. Without
    /// an address in those, the server's own word in the data folder counts.
    ///
    /// - Parameters:
    ///   - first: the arguments of process 1.
    ///   - limit: how long the answer may take.
    init(_ invocation: Invocation, first: [String], limit: Duration = .seconds(4)) throws(CommandError) {
        self.limit = limit
        let isTold = [Setting.listen, .port, .data].contains { invocation.values.given($0).first?.isFlag ?? false }
        let container = isTold ? nil : FirstProcess.invocation(first, environment: invocation.environment)
        switch container?.verb.name {
        case .run: address = nil
        case .serve: address = Self.reachable(try Self.running(container ?? invocation))
        default: address = Self.reachable(try Self.running(invocation))
        }
    }

    /// Returns when the server answers that it is well.
    ///
    /// - Throws: `CommandError` when it does not answer, or otherwise.
    public func run(on loop: EventLoop) async throws {
        guard let address else { return }
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

    /// The address that a server's settings name first, else the one it has left, else the default.
    private static func running(_ settings: Invocation) throws(CommandError) -> SocketAddress {
        let values = settings.values
        let address = try ListenSetting(settings).addresses()[0]
        let isNamed = !values.given(.listen).isEmpty || !values.given(.port).isEmpty
        guard !isNamed || address.port == 0 else { return address }
        // A check without a home or a folder has the default to ask.
        let folder = try? DataFolder.locate(values, isImage: settings.isImage, workingDirectory: try WorkingDirectory.path())
        return folder.flatMap { ServerFile(in: $0) }?.listen.first.flatMap { ListenAddress.parse($0, host: "127.0.0.1") } ?? address
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
