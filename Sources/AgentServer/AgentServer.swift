public import EventLoop
public import Telemetry
internal import ClaudeAgent
internal import Domain
internal import HTTP
internal import JSON
internal import JournalSQLite
internal import ManagedAgents
internal import SQLite

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
        var configuration = configuration
        configuration.runtime.hostSecrets += configuration.authToken.map { [$0] } ?? []
        configuration.runtime.hostSecrets += configuration.runtime.credential.map { [$0.secret] } ?? []
        let plan = try AgentPlan(configuration.agent, runtime: configuration.runtime, limits: configuration.limits)
        // What no turn could be started with is told now, not by every turn.
        let nowhere = LaunchFolders(configuration: "/", workspace: "/", home: "/", temporary: "/")
        _ = try plan.launch(.new, in: nowhere, runtime: configuration.runtime, trace: nil)
        let temporary = configuration.runtime.hostEnvironment["TMPDIR"]
        let root = try await DataRoot.open(configuration.dataRoot, temporary: temporary, log: log)
        let result: Result<Void, any Error>
        do {
            result = .success(try await serve(configuration, plan, root, log, group, whenListening, untilStopped))
        } catch {
            result = .failure(error)
        }
        await ServerFile.remove(in: root.path)
        await root.close()
        try result.get()
    }

    private static func serve(
        _ configuration: ServerConfiguration,
        _ plan: AgentPlan,
        _ root: DataRoot,
        _ log: Logger,
        _ group: EventLoopGroup,
        _ whenListening: @escaping @Sendable ([SocketAddress]) async throws -> Void,
        _ untilStopped: @escaping @Sendable () async throws -> Void
    ) async throws {
        let files = SessionFiles(root: root, cookbook: try await cookbook(in: root, log))
        let version = configuration.version
        try await withStores(configuration, root, log) { journal, managed in
            let routes =
                ContractService.routes + (managed.map { Set($0.resources.routes.map(\.pattern) + ManagedAPI.patterns).sorted() } ?? [])
            let metrics = ServerMetrics(version: version, cli: configuration.runtime.claudeVersion, routes: routes)
            try await AdministrationSocket.with(root, group, log) { administration in
                try await ModelGate.run(
                    configuration.runtime,
                    group: group,
                    log: log,
                    whenCalled: metrics.called,
                    whenDenied: { _ in metrics.deniedCall() }
                ) { gate in
                    let server = try await RunningServer(
                        configuration,
                        plan: plan,
                        files: files,
                        journal: journal,
                        managed: managed,
                        gate: gate,
                        metrics: metrics,
                        administration: administration,
                        log: log,
                        group: group
                    )
                    try await server.run(
                        { addresses in
                            var file = ServerFile(
                                pid: ProcessIdentity.processID,
                                listen: addresses.map(\.description),
                                version: version
                            )
                            file.adminSocket = administration?.path
                            await file.write(in: root.path, log)
                            try await whenListening(addresses)
                        },
                        untilStopped
                    )
                }
            }
        }
    }

    /// Opens both stores side by side, and closes them after `body`.
    private static func withStores(
        _ configuration: ServerConfiguration,
        _ root: DataRoot,
        _ log: Logger,
        _ body: (SQLiteJournal, ManagedMount?) async throws -> Void
    ) async throws {
        async let opening = outcome { try await ManagedMount.open(configuration, root) }
        let journal = await outcome {
            try await SQLiteJournal.open(at: "\(root.path)/roost/journal.sqlite3", mode: configuration.hooks.journalMode)
        }
        let managed = await opening
        let result = await outcome {
            let journal = try journal.get()
            if journal.mode != .writeAheadLog { tell(of: journal, log) }
            try await body(journal, try managed.get())
        }
        if case .success(let mount) = managed { await mount?.close() }
        if case .success(let journal) = journal { await journal.close() }
        try result.get()
    }

    private static func tell(of journal: SQLiteJournal, _ log: Logger) {
        log.warning("the data folder is on a file system where every commit has to be flushed", [("journal", .string(journal.storage))])
    }

    private static func outcome<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Reads what another server has left, once: a map that cannot be read is better known now than at somebody's first turn.
    private static func cookbook(in root: DataRoot, _ log: Logger) async throws -> CookbookMap {
        let map = try await BlockingExecutor.shared.run { try CookbookMap(in: root.path) }
        guard !map.isEmpty else { return map }
        let counts = [("sessions", map.sessions.count), ("unusable", map.unusableCount)].map { ($0.0, JSONValue.number(JSONNumber($0.1))) }
        log.info("found the sessions of a cookbook server", counts)
        return map
    }
}
