public import EventLoop
public import Telemetry
internal import Domain
internal import HTTP
internal import JSON

/// The agent server: the contract over HTTP, on the real CLI.
///
/// A program of its own calls `Orphans.adopt` first, so that nothing is left even when a guardian is killed.
public enum AgentServer {
    /// Serves until `untilStopped` returns, lets running turns finish within the drain time, and returns.
    ///
    /// - Parameters:
    ///   - whenListening: Called once, with the addresses in use.
    ///   - untilStopped: Returns when the server shall stop.
    /// - Throws: `DefinitionError` for an agent that may not run here, `ServerError` for a data folder that cannot be used,
    ///   `IOError` for an address that cannot be listened on.
    public static func run(
        _ configuration: ServerConfiguration,
        log: Logger,
        group: EventLoopGroup,
        whenListening: @escaping @Sendable ([SocketAddress]) async throws -> Void,
        untilStopped: @escaping @Sendable () async throws -> Void
    ) async throws {
        let plan = try AgentPlan(configuration.agent, runtime: configuration.runtime, limits: configuration.limits)
        let root = try await DataRoot.open(configuration.dataRoot)
        let running = RunningServer(configuration, plan: plan, root: root, log: log, group: group)
        do {
            try await running.run(whenListening, untilStopped)
        } catch {
            await root.close()
            throw error
        }
        await root.close()
    }
}
