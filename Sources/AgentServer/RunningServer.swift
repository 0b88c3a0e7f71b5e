internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// One server from its first listener to its last connection.
struct RunningServer: Sendable {
    private let configuration: ServerConfiguration
    private let gate: TurnGate
    private let drain = DrainSignal()
    private let server: HTTPServer
    private let log: Logger
    private let group: EventLoopGroup

    /// How long ended orphans may stay in the process table.
    private static let reapInterval = Duration.seconds(5)
    /// How long turns may take to end once they are told to.
    private static let endTime = Duration.seconds(15)
    /// How long clients may take to fetch the rest of their answers when no turn runs any more.
    private static let closeTime = Duration.seconds(2)

    init(_ configuration: ServerConfiguration, plan: AgentPlan, files: SessionFiles, log: Logger, group: EventLoopGroup) {
        self.configuration = configuration
        self.log = log
        self.group = group
        gate = TurnGate(width: configuration.maxAgents, waitingLimit: configuration.waitingLimit, sessionDepth: configuration.queueDepth)
        let driver = TurnDriver(plan: plan, runtime: configuration.runtime, limits: configuration.limits, files: files)
        let browsers = BrowserGuard(
            listening: configuration.listen,
            allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins
        )
        let service = ContractService(configuration, driver: driver, gate: gate, drain: drain, browsers: browsers, log: log)
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
                try await server.run(listeners)
                return true
            }
            tasks.addTask {
                try await whenListening(listeners.map(\.address))
                try await untilStopped()
                try await stop(listeners)
                return false
            }
            tasks.addTask {
                try await reapOrphans()
                return false
            }
            defer { tasks.cancelAll() }
            while let isServerDone = try await tasks.next() {
                if isServerDone { return }
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

    /// Stops taking turns, lets the running ones finish for a while, ends the rest with a terminal event.
    private func stop(_ listeners: [Listener]) async throws {
        let clock = LoopClock(group.loops[0])
        let (running, waiting) = gate.counts
        log.info("stopping", [("turns.running", .number(JSONNumber(running))), ("turns.waiting", .number(JSONNumber(waiting)))])
        for listener in listeners { await listener.close() }
        server.beginClosing()
        try await wait(configuration.drain, clock)
        drain.fire()
        if hasTurns { try await wait(Self.endTime, clock) }
        server.abortConnections()
    }

    /// Waits until every turn's process has gone and every connection has ended, at most `limit`; for connections alone only a moment.
    private func wait(_ limit: Duration, _ clock: LoopClock) async throws {
        let deadline = clock.now.advanced(by: limit)
        var idleDeadline: LoopClock.Instant?
        while hasTurns || server.connectionCount > 0 {
            idleDeadline = hasTurns ? nil : idleDeadline ?? clock.now.advanced(by: Self.closeTime)
            guard clock.now < idleDeadline ?? deadline else { return }
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// An answer may be over, and its client gone, while its process still ends.
    private var hasTurns: Bool { gate.counts != (running: 0, waiting: 0) }

    /// As process 1 of a container, or below a guardian that was killed, this process adopts others' children.
    private func reapOrphans() async throws {
        let clock = LoopClock(group.loops[0])
        while true {
            try await clock.sleep(for: Self.reapInterval)
            await Orphans.reapEnded()
        }
    }
}
