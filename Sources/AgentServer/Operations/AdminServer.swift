internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// The server on the admin address.
struct AdminServer: Sendable {
    private let server: HTTPServer
    private let readiness: Readiness
    private let address: AdminAddress
    private let log: Logger
    private let group: EventLoopGroup

    init(_ address: AdminAddress, readiness: Readiness, metrics: ServerMetrics, log: Logger, group: EventLoopGroup) {
        self.address = address
        self.readiness = readiness
        self.log = log
        self.group = group
        let browsers = BrowserGuard(listening: [address.address], allowedHosts: [], allowedOrigins: [])
        let service = AdminService(readiness: readiness, metrics: metrics.registry, browsers: browsers)
        var limits = HTTPServerLimits()
        limits.connections = 64
        server = HTTPServer(group: group, limits: limits) { request, response in try await service.handle(request, response) }
    }

    /// Listens; `nil` where the address was nobody's wish and is taken.
    ///
    /// - Throws: `IOError` when an address that somebody asked for cannot be listened on.
    func listen() async throws -> Listener? {
        do {
            let listener = try await Listener.bind(to: address.address, on: group.loops[0])
            log.info("admin is listening", [("admin", .string("\(listener.address)"))])
            return listener
        } catch let error as IOError where !address.isAskedFor {
            log.warning(
                "no admin address: health checks and metrics are not served; give another one with --admin",
                [("admin", .string("\(address.address)")), ("error", .string("\(error)"))]
            )
            return nil
        }
    }

    /// Serves until the task is cancelled.
    func run(_ listener: Listener) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await readiness.run(on: group.loops[0]) }
            tasks.addTask { try await server.run([listener]) }
            defer { tasks.cancelAll() }
            do { try await tasks.next() } catch {
                await listener.close()
                throw error
            }
        }
        await listener.close()
    }
}
