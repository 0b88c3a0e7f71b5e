import AgentServer
import ClaudeAgent
import Command
import Domain
import EventLoop
import Glibc
import Journal
import ModelStub
import Telemetry

/// An agent server to be killed: `FaultHost DATA CLAUDE GUARDIAN [POINT HIT]`.
///
/// Serves with the offline model until SIGTERM. Prints `listening PORT`; and, when POINT is reached for the HITth time, `reached POINT`,
/// upon which the thread that has come there stops for good. POINT is a `Failpoint`, or `append` and `publish`: right before and right after
/// the journal stores something.
@main
struct FaultHost {
    /// It dies by itself after so many seconds: nothing a test forgets stays.
    private static let longestLife: UInt32 = 600

    let data: String
    let claude: String
    let guardian: String
    let trap: Trap

    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 4 || words.count == 6, let hit = Int(words.count == 6 ? words[5] : "0") else {
            Trap.say("usage: FaultHost DATA CLAUDE GUARDIAN [POINT HIT]")
            exit(64)
        }
        alarm(longestLife)
        try Orphans.adopt()
        let trap = Trap(point: words.count == 6 ? words[4] : "", hit: hit)
        let host = FaultHost(data: words[1], claude: words[2], guardian: words[3], trap: trap)
        try await EventLoopGroup.run(count: 2) { group in
            try await StopSignals.serve(on: group.loops[0]) { untilStopped in try await host.serve(group, untilStopped) }
        }
    }

    private func serve(_ group: EventLoopGroup, _ untilStopped: @escaping @Sendable () async throws -> Void) async throws {
        let (addresses, found) = AsyncStream.makeStream(of: SocketAddress.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await ModelStubServer().run(on: .tcp(host: "127.0.0.1", port: 0), group: group) { found.yield($0) }
            }
            defer { tasks.cancelAll() }
            guard let model = await addresses.first(where: { _ in true }) else { return }
            try await AgentServer.run(configuration(model), log: .none, group: group) { addresses in
                if case .ipv4(_, let port)? = addresses.first { Trap.say("listening \(port)") }
            } untilStopped: {
                try await untilStopped()
            }
        }
    }

    private func configuration(_ model: SocketAddress) -> ServerConfiguration {
        var runtime = AgentRuntime(claude: claude, guardian: guardian, hostEnvironment: ["PATH": "/usr/bin:/bin"])
        runtime.credential = .apiKey(Secret("test-key-of-no-value"))
        runtime.provider = .anthropic(baseURL: "http://\(model)")
        runtime.maxRetries = 0
        runtime.supervision.grace = .seconds(2)
        // The agents' tools are made up.
        runtime.isolation = .none
        var configuration = ServerConfiguration(dataRoot: data, runtime: runtime)
        configuration.listen = [.ipv4(host: "127.0.0.1", port: 0)]
        configuration.heartbeat = .milliseconds(200)
        // Of the turns that wait, some are answered before their process goes and some after.
        configuration.hold = .milliseconds(30)
        let trap = trap
        configuration.hooks.reach = { trap.reach($0.rawValue) }
        configuration.hooks.journal = { WatchedJournal(journal: $0, trap: trap) }
        return configuration
    }
}
