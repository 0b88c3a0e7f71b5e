internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Journal
internal import JournalSQLite
internal import Telemetry

/// One server from its first listener to its last connection.
struct RunningServer: Sendable {
    private let configuration: ServerConfiguration
    private let hosts: SessionHosts
    private let processes: AgentProcesses
    private let nursery: TaskNursery
    private let clock: ServerClock
    private let alarm: Alarm
    private let recovery: Recovery
    private let server: HTTPServer
    private let log: Logger
    private let group: EventLoopGroup

    /// How long ended orphans may stay in the process table.
    private static let reapInterval = Duration.seconds(5)
    /// How long turns, and then processes, may take to end once they are told to.
    private static let endTime = Duration.seconds(15)
    /// How long clients may take to fetch the rest of their answers when no turn runs any more.
    private static let closeTime = Duration.seconds(2)

    init(
        _ configuration: ServerConfiguration,
        plan: AgentPlan,
        files: SessionFiles,
        journal stored: SQLiteJournal,
        gate: ModelGate,
        log: Logger,
        group: EventLoopGroup
    ) async throws {
        self.configuration = configuration
        self.log = log
        self.group = group
        let journal = configuration.hooks.journal(stored)
        nursery = TaskNursery(group)
        clock = ServerClock(group.loops[0])
        alarm = Alarm(clock)
        processes = try AgentProcesses(
            configuration.poolLimits,
            birth: AgentBirth(plan: plan, runtime: configuration.runtime, files: files, gate: gate),
            nursery: nursery,
            clock: clock,
            alarm: alarm,
            log: log,
            reach: configuration.hooks.reach
        )
        let services = SessionServices(
            journal: journal,
            fence: stored.fence,
            files: files,
            count: SessionCount(try await Recovery.countSessions(journal, files), limit: configuration.maxSessions),
            openTurns: OpenTurnCount(limit: configuration.maxAgents + configuration.waitingLimit),
            processes: processes,
            nursery: nursery,
            clock: clock,
            alarm: alarm,
            limits: configuration.turnLimits,
            turnCost: configuration.limits.maxCost,
            log: log,
            reach: configuration.hooks.reach
        )
        hosts = SessionHosts(services)
        recovery = Recovery(hosts: hosts, journal: journal, files: files, log: log)
        let browsers = BrowserGuard(
            listening: configuration.listen,
            allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins
        )
        let service = ContractService(configuration, hosts: hosts, browsers: browsers, log: log)
        var edge = HTTPServerLimits()
        edge.connections = configuration.maxConnections
        server = HTTPServer(group: group, limits: edge) { request, response in try await service.handle(request, response) }
    }

    func run(
        _ whenListening: @escaping @Sendable ([SocketAddress]) async throws -> Void,
        _ untilStopped: @escaping @Sendable () async throws -> Void
    ) async throws {
        let listeners = try await listen()
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await nursery.run()
                return false
            }
            tasks.addTask {
                try await alarm.run { now in [hosts.due(now), processes.due()].compactMap { $0 }.min() }
                return false
            }
            tasks.addTask {
                try await reapOrphans()
                return false
            }
            // Before anybody can ask: a session's next turn comes after those that were open.
            try await recovery.run()
            processes.begin()
            nursery.add { await recovery.removeLeftFolders() }
            tasks.addTask {
                try await server.run(listeners)
                return false
            }
            tasks.addTask {
                try await whenListening(listeners.map(\.address))
                try await untilStopped()
                try await stop(listeners)
                return true
            }
            defer { tasks.cancelAll() }
            while let isStopped = try await tasks.next() {
                if isStopped { return }
            }
        }
    }

    private func listen() async throws -> [Listener] {
        var listeners: [Listener] = []
        do {
            for address in configuration.listen { listeners.append(try await Listener.bind(to: address, on: group.loops[0])) }
            return listeners
        } catch {
            for listener in listeners { await listener.close() }
            throw error
        }
    }

    /// Stops taking turns, lets the running ones finish for a while, ends the rest with a terminal event, then the processes.
    private func stop(_ listeners: [Listener]) async throws {
        let turns = hosts.services.openTurns
        log.info("stopping", [("turns.open", .number(JSONNumber(turns.current)))])
        for listener in listeners { await listener.close() }
        hosts.close()
        processes.endSpares()
        server.beginClosing()
        try await wait(configuration.drain) { turns.current == 0 }
        hosts.interruptAll(.shuttingDown)
        try await wait(Self.endTime) { turns.current == 0 }
        try await wait(Self.closeTime) { server.connectionCount == 0 }
        server.abortConnections()
        processes.close()
        try await wait(Self.endTime) { processes.counts.all == 0 }
        processes.cut()
        nursery.close()
    }

    /// Waits until something is so, at most `limit`.
    private func wait(_ limit: Duration, _ isSo: () -> Bool) async throws {
        let deadline = clock.now + limit
        while !isSo(), clock.now < deadline { try await clock.sleep(for: .milliseconds(20)) }
    }

    /// As process 1 of a container, or below a guardian that was killed, this process adopts others' children.
    private func reapOrphans() async throws {
        let clock = LoopClock(group.loops[0])
        while true {
            try await clock.sleep(for: Self.reapInterval)
            await Orphans.reapEnded()
        }
    }
}
