internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Journal
internal import JournalSQLite
internal import Telemetry

/// One server from its first listener to its last connection.
final class RunningServer: Sendable {
    private let configuration: ServerConfiguration
    private let hosts: SessionHosts
    private let processes: AgentProcesses
    private let nursery: TaskNursery
    private let clock: ServerClock
    private let alarm: Alarm
    private let recovery: Recovery
    private let memory: MemoryWatch
    private let readiness: Readiness
    private let isAccepting: Flag
    private let metrics: ServerMetrics
    private let server: HTTPServer
    private let sessions: SessionService
    private let administration: AdministrationSocket?
    private let managed: ManagedServing?
    private let log: Logger
    private let group: EventLoopGroup

    /// How long ended orphans may stay in the process table.
    private static let reapInterval = Duration.seconds(5)
    /// How often, and beyond how many bytes, memory that holds nothing goes back to the system.
    private static let returnInterval = Duration.seconds(15)
    private static let idleMemory = 16 << 20

    init(
        _ configuration: ServerConfiguration,
        plan: AgentPlan,
        files: SessionFiles,
        journal stored: SQLiteJournal,
        managed mount: ManagedMount?,
        gate: ModelGate,
        metrics: ServerMetrics,
        administration: AdministrationSocket?,
        log: Logger,
        group: EventLoopGroup
    ) async throws {
        self.configuration = configuration
        self.administration = administration
        self.log = log
        self.group = group
        self.metrics = metrics
        nursery = TaskNursery(group)
        clock = ServerClock(group.loops[0])
        alarm = Alarm(clock)
        memory = MemoryWatch(log: log, read: configuration.hooks.memory)
        let birth = AgentBirth(runtime: configuration.runtime, files: files, gate: gate)
        processes = AgentProcesses(configuration, plan, birth, nursery, clock, alarm, metrics, log)
        let journal = configuration.hooks.journal(stored)
        let measured = MeasuredJournal(journal, metrics)
        let services = SessionServices(
            configuration,
            journal: measured,
            fence: stored.fence,
            files: files,
            count: SessionCount(try await Recovery.countSessions(journal, files), limit: configuration.maxSessions),
            directory: ManagedServing.directory(mount, configuration, configuration.hooks.directory(plan)),
            processes: processes,
            memory: memory,
            log: log
        )
        services.canPostpone.set(configuration.postponementTrial == nil)
        hosts = SessionHosts(services)
        isAccepting = Flag()
        readiness = Readiness(
            ReadinessChecks(isAccepting: isAccepting, journal: measured, folder: files.root.path, claude: configuration.runtime.claude).all
        )
        let hosts = hosts
        metrics.watch(sessions: { services.count.current }, held: { hosts.count }, pool: { services.processes.counts })
        recovery = Recovery(hosts: hosts, journal: measured, files: files, nursery: nursery, clock: clock, log: log)
        let browsers = BrowserGuard(
            listening: configuration.listen,
            allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins
        )
        let service = ContractService(configuration, hosts: hosts, browsers: browsers, log: log)
        let eraser = SessionEraser(journal: measured, files: files, clock: clock)
        let managed = ManagedServing(mount, configuration, hosts, eraser, browsers, log)
        self.managed = managed
        sessions = SessionService(journal: measured, files: files, hosts: hosts, clock: clock, lifecycle: managed?.api.lifecycle)
        var limits = HTTPServerLimits()
        limits.connections = configuration.maxConnections
        server = HTTPServer(group: group, limits: limits) { request, response in
            if let managed, ManagedEdge.serves(request.path) { return try await managed.edge.handle(request, response) }
            try await service.handle(request, response)
        }
    }

    func run(
        _ whenListening: @escaping @Sendable ([SocketAddress]) async throws -> Void,
        _ untilStopped: @escaping @Sendable () async throws -> Void
    ) async throws {
        let listeners = try await listen()
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await self.nursery.run()
                return false
            }
            tasks.addTask {
                try await self.alarm.run { now in [self.hosts.due(now), self.processes.due()].compactMap { $0 }.min() }
                return false
            }
            tasks.addTask {
                try await self.reapOrphans()
                return false
            }
            tasks.addTask {
                try await self.returnMemory()
                return false
            }
            tasks.addTask {
                try await self.memory.run(self.clock) { self.relieve($0) }
                return false
            }
            if let admin, let listener = try await admin.listen() {
                tasks.addTask {
                    try await admin.run(listener)
                    return false
                }
            }
            // Before anybody can ask: a session's next turn comes after those that were open.
            try await recovery.run(except: await managed?.api.resume() ?? [])
            configuration.hooks.whenReady(hosts)
            if memory.level == .none { processes.begin() }
            nursery.add { await self.recovery.removeLeftFolders() }
            tasks.addTask {
                try await self.administer()
                return false
            }
            tasks.addTask {
                try await self.server.run(listeners)
                return false
            }
            tasks.addTask {
                self.isAccepting.set(true)
                try await whenListening(listeners.map(\.address))
                self.nursery.add { await self.settle() }
                try await untilStopped()
                try await self.stop(listeners)
                return true
            }
            // Whatever ends the server, nobody waits for a process for ever.
            defer {
                processes.cut()
                tasks.cancelAll()
            }
            while let isStopped = try await tasks.next() {
                if isStopped { return }
            }
        }
    }

    private var admin: AdminServer? {
        configuration.admin.map { AdminServer($0, readiness: readiness, metrics: metrics, log: log, group: group) }
    }

    /// Answers whoever runs this server, and removes what has been kept long enough.
    private func administer() async throws {
        let retention = Retention(age: configuration.keepFor, byteLimit: configuration.keepBytes)
        let sweep = RetentionSweep(pruning: sessions.pruning, retention: retention, log: log)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await sweep.run() }
            tasks.addTask { try await self.managed?.sweep.run() }
            tasks.addTask { try await self.administration?.run(SessionRoutes(self.sessions, log: self.log), self.group) }
            try await tasks.waitForAll()
        }
    }

    /// What can wait until requests are taken. The memory that a start, or a trial, has used and freed stays with the process otherwise.
    private func settle() async {
        await BlockingExecutor.shared.perform { OwnProcess.returnFreeMemory() }
        guard let trial = configuration.postponementTrial else { return }
        await tryPostponing(trial)
        await BlockingExecutor.shared.perform { OwnProcess.returnFreeMemory() }
    }

    private func tryPostponing(_ trial: @Sendable (EventLoopGroup) async throws -> Bool) async {
        do {
            guard try await !trial(group) else { return await hosts.learnToPostpone() }
            log.warning("this claude cannot put calls off: a turn that waits for an answer keeps its process")
        } catch is CancellationError {
        } catch {
            log.warning(
                "whether claude can put calls off is unknown: a turn that waits for an answer keeps its process",
                [("error", .string("\(error)"))]
            )
        }
    }

    /// New sessions are turned away by whoever accepts them; here the processes make room.
    private func relieve(_ level: MemoryPressure.Level) {
        processes.hold(level == .critical)
        switch level {
        case .none: if isAccepting.isSet { processes.begin() }
        case .shedNewSessions, .critical: processes.endSpares()
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
        isAccepting.set(false)
        for listener in listeners { await listener.close() }
        hosts.close()
        processes.endSpares()
        server.beginClosing()
        await hosts.letGo()
        try await wait(configuration.drain) { turns.current <= hosts.behindParked }
        hosts.interruptAll(.shuttingDown)
        try await wait(StopTimes.turns) { turns.current <= hosts.behindParked }
        hosts.endFollowing()
        try await wait(configuration.hooks.closeTime ?? StopTimes.answers) { server.connectionCount == 0 }
        server.abortConnections()
        processes.close()
        try await wait(StopTimes.processes) { processes.counts.all == 0 }
        processes.cut()
        nursery.close()
    }

    /// Waits until something is so, at most `limit`.
    private func wait(_ limit: Duration, _ isSo: () -> Bool) async throws {
        let deadline = clock.now + limit
        while !isSo(), clock.now < deadline { try await clock.sleep(for: .milliseconds(20)) }
    }

    /// What many clients have used and freed would stay with the process otherwise.
    private func returnMemory() async throws {
        let clock = LoopClock(group.loops[0])
        while true {
            try await clock.sleep(for: Self.returnInterval)
            await BlockingExecutor.shared.perform { _ = OwnProcess.returnFreeMemory(beyond: Self.idleMemory) }
        }
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
