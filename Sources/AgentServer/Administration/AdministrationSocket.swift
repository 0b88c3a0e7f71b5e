internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// Where the server of a data folder is asked about its sessions, by its own user alone: `<data root>/roost/admin.sock`, mode 0600.
struct AdministrationSocket: Sendable {
    private static let connections = 16
    /// Of `sun_path`, without its closing zero.
    private static let longestPath = 107

    private let listener: Listener

    /// Where it listens.
    var path: String { if case .unix(let path) = listener.address { path } else { "" } }

    /// Where it is to be found, unless `ServerFile` says otherwise.
    static func usualPath(in root: String) -> String { "\(root)/roost/admin.sock" }

    /// Calls `body` with a socket that listens until then: in the scratch folder where the data folder's path is too long or its file
    /// system knows no sockets; with none where that fails too, as the server serves nevertheless.
    static func with(
        _ root: DataRoot,
        _ group: EventLoopGroup,
        _ log: Logger,
        _ body: (AdministrationSocket?) async throws -> Void
    ) async throws {
        let socket = await open(in: root, group, log)
        let result: Result<Void, any Error>
        do { result = .success(try await body(socket)) } catch { result = .failure(error) }
        await socket?.listener.close()
        try result.get()
    }

    private static func open(in root: DataRoot, _ group: EventLoopGroup, _ log: Logger) async -> AdministrationSocket? {
        var failure = ""
        for path in [usualPath(in: root.path), "\(root.scratch)/admin.sock"] where path.utf8.count <= longestPath {
            do {
                return AdministrationSocket(listener: try await Listener.bind(to: .unix(path: path), on: group.loops[0]))
            } catch { failure = "\(error)" }
        }
        log.warning("roost session cannot ask this server", [("error", .string(failure))])
        return nil
    }

    /// Answers until the task is cancelled.
    func run(_ routes: SessionRoutes, _ group: EventLoopGroup) async throws {
        var limits = HTTPServerLimits()
        limits.connections = Self.connections
        let server = HTTPServer(group: group, limits: limits) { request, response in try await routes.handle(request, response) }
        try await server.run([listener])
    }
}
