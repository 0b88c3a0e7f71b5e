import ClaudeAgent
import Domain
import EventLoop
import Glibc
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// What becomes of a turn that waits when its server is killed. The next server works on what the data folder held at that moment.
@Suite(.serialized, .timeLimit(.minutes(5))) struct WaitingCrashTests {
    private static let touch = "[[tool:Bash {\"command\":\"touch made\"}]] [[text:Done.]]"

    /// A moment, and how often the tool may have run in all.
    struct Moment: Sendable, CustomTestStringConvertible {
        let point: Failpoint
        /// Whether the turn waits on after the restart.
        let waits: Bool
        /// Whether it goes on by itself then, since it has its answer.
        var goesOn = false
        /// Whether the process is to be let go of.
        var isHeld = false

        var testDescription: String { "\(point.rawValue)\(isHeld ? ", held" : "")" }
    }

    private static let moments = [
        Moment(point: .waiting, waits: false, isHeld: true), Moment(point: .answered, waits: false, isHeld: true),
        Moment(point: .postponed, waits: false), Moment(point: .parked, waits: true),
        Moment(point: .answered, waits: false, goesOn: true), Moment(point: .continued, waits: false),
    ]

    @Test(arguments: moments) func aTurnThatWaitsReachesOneEndWhateverIsKilled(moment: Moment) async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                let copy = Workbench(path: "\(bench.path)/copy")
                let call = Shared("")
                try await Self.run(bench, real, moment, copyingTo: copy) { waiting, _ in
                    try await waiting.ask("a", Self.touch)
                    call.change { $0 = "?" }
                    let open = try #require(try await waiting.calls("a").first)
                    call.change { $0 = open.id }
                    if !moment.isHeld { try await waiting.parked("a") }
                    try await waiting.allow("a", open.id)
                    _ = try await waiting.results("a")
                }
                try #require(Files.exists(copy.data), "\(moment.point) was never reached")
                try await Self.run(copy, real, moment, copyingTo: nil) { waiting, server in
                    try await Self.check(moment, call.value, waiting, server)
                }
            }
        }
    }

    private static func check(_ moment: Moment, _ call: String, _ waiting: WaitingSessions, _ server: TestServer) async throws {
        let made = "\(server.bench.session("a"))/workspace/made"
        if moment.waits {
            #expect(try await waiting.calls("a").map(\.id) == [call] && !Files.exists(made))
            try await waiting.deny("a", call)
        }
        try await waiting.wait("a") { $0 == .idle }
        let ending = try await waiting.ending("a")
        #expect(moment.waits || moment.goesOn ? ending?.outcome == .done : ending?.failure == .restarted)
        #expect(Files.exists(made) == moment.goesOn)
        try await waiting.ask("a", "[[remember]]")
        try await waiting.wait("a") { $0 == .idle }
        #expect(try await waiting.ending("a")?.outcome == .done && Files.exists(made) == moment.goesOn)
        try await history(waiting)
    }

    private static func history(_ waiting: WaitingSessions) async throws {
        var checker = HistoryChecker()
        checker.read(try SessionID.of("a"), after: 0, try await waiting.events("a"), try await waiting.state("a").snapshot)
        checker.checkEnds()
        #expect(checker.violations == [])
    }

    private static func run(
        _ bench: Workbench,
        _ real: @escaping @Sendable (inout ServerConfiguration) -> Void,
        _ moment: Moment,
        copyingTo copy: Workbench?,
        _ body: @escaping @Sendable (WaitingSessions, TestServer) async throws -> Void
    ) async throws {
        var configuration = TestServer.configuration(bench)
        real(&configuration)
        configuration.runtime.isolation = .none
        let waiting = try WaitingSessions(configuration)
        try await TestServer.run(in: bench) { other in
            real(&other)
            other.runtime.isolation = .none
            other.hold = moment.isHeld ? .seconds(600) : .zero
            other.idleTime = .seconds(600)
            waiting.attend(&other)
            let data = other.dataRoot
            guard let copy else { return }
            other.hooks.reach = { point in if point == moment.point { keep(data, in: copy) } }
        } _: {
            try await body(waiting, $0)
        }
    }

    /// What a killed server would leave: nothing is written meanwhile, as whoever is here would have to write it.
    private static func keep(_ data: String, in copy: Workbench) {
        guard !Files.exists(copy.data) else { return }
        _ = system("mkdir -p '\(copy.path)' && cp -a '\(data)' '\(copy.data)'")
    }
}
