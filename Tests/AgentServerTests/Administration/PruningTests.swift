import Domain
import EventLoop
import JSON
import Journal
import JournalSQLite
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(2))) struct PruningTests {
    private static let day: Int64 = 86_400_000_000

    /// A folder with sessions of which nobody has heard for so many days, at day 100.
    private func withSessions(
        _ ages: [Int64],
        bytes: Int = 2,
        _ body: @escaping @Sendable (SQLiteJournal, SessionPruning) async throws -> Void
    ) async throws {
        try await Workbench.run { bench in
            try await Sessions.withStores(bench) { journal, files, clock in
                for age in ages { try await Sessions.write("d\(age)", to: journal, at: (100 - age) * Self.day, bytes: bytes) }
                try await body(journal, SessionService(journal: journal, files: files, hosts: nil, clock: clock).pruning)
            }
        }
    }

    private func names(_ outcome: SessionPruning.Outcome) -> [String] { outcome.removed.map(\.text) }

    @Test func theOldGoAndADryRunOnlySaysSo() async throws {
        try await withSessions([1, 50, 90]) { journal, pruning in
            let retention = Retention(age: .seconds(30 * 86_400))
            let dry = try await pruning.run(retention, now: 100 * Self.day, isDry: true)
            #expect(names(dry) == ["d90", "d50"] && dry.bytes > 0)
            #expect(try await journal.sessionCount() == 3)
            let outcome = try await pruning.run(retention, now: 100 * Self.day)
            #expect(outcome == dry && outcome.skipped.isEmpty)
            #expect(try await journal.heads(after: nil, count: 9, isOpen: nil).map(\.session.text) == ["d1"])
        }
    }

    @Test func theOldestGoUntilTheRestFits() async throws {
        try await withSessions([1, 2, 3], bytes: 10_000) { journal, pruning in
            let outcome = try await pruning.run(Retention(byteLimit: 15_000), now: 100 * Self.day)
            #expect(names(outcome) == ["d3", "d2"])
            #expect(try await journal.sessionCount() == 1)
        }
    }

    @Test func whoseTimeIsOverGoesOnTheNextRound() async throws {
        try await withSessions([1]) { journal, pruning in
            let end = Shared(false)
            let log = LogCatcher()
            let sweep = RetentionSweep(
                pruning: pruning,
                retention: Retention(age: .seconds(86_400)),
                log: log.logger,
                interval: .milliseconds(10),
                now: { (end.value ? 101 : 99) * Self.day }
            )
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await sweep.run() }
                defer { tasks.cancelAll() }
                #expect(await !eventually(within: .milliseconds(100)) { (try? await journal.sessionCount()) == 0 })
                end.change { $0 = true }
                #expect(await eventually { (try? await journal.sessionCount()) == 0 })
                #expect(await eventually { !log.all.isEmpty })
            }
            let told = try #require(log.fields(of: "sessions removed that were kept long enough").first)
            #expect(told["sessions"] == 1 && told["skipped"] == 0 && told["bytes"]?.int ?? 0 > 0)
        }
    }

    @Test func withoutABoundEverythingIsKept() async throws {
        try await withSessions([99]) { journal, pruning in
            try await RetentionSweep(pruning: pruning, retention: Retention(), log: .none, now: { Int64.max }).run()
            #expect(try await journal.sessionCount() == 1)
        }
    }

    @Test func aLimitOfTimeLeavesTheRest() async throws {
        try await withSessions([80, 90]) { journal, pruning in
            let outcome = try await pruning.run(Retention(age: .zero), now: 100 * Self.day, limit: .zero)
            #expect(outcome.isCutShort && outcome.removed.isEmpty)
            #expect(try await journal.sessionCount() == 2)
        }
    }

    @Test func aServerSweepsAtItsStartAndLeavesAloneWhatRuns() async throws {
        try await Workbench.run { bench in
            try await Sessions.withStores(bench) { journal, _, _ in try await Sessions.write("old", to: journal, at: Self.day) }
            let log = LogCatcher()
            try await TestServer.run(in: bench, log: log) {
                $0.keepFor = .seconds(60)
            } _: { server in
                #expect(await eventually { (try? await Sessions.states(bench)) == [:] })
                try await server.turn("hello", in: "new").expectDone()
                #expect(try await Sessions.states(bench) == ["new": "idle"])
            }
            #expect(log.fields(of: "sessions removed that were kept long enough").count == 1)
        }
    }

    @Test func anIdleProcessDoesNotKeepASessionAndARunningTurnDoes() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { configuration in
                configuration.idleTime = .seconds(600)
                configuration.absence = .seconds(300)
            } _: { server in
                try await server.turn("hello", in: "idle").expectDone()
                var live = try await server.begin("[[fake:wait 600000]]", in: "busy")
                try await live.reachInit()
                let answer = try await Sessions.ask(bench, .prune(SessionRequest.Bounds(age: 0), isDry: false))
                #expect(answer["sessions"]?.array == ["idle"] && answer["more"] == false)
                #expect(try await Sessions.states(bench) == ["busy": "running"])
                _ = try await Sessions.ask(bench, .remove(try .of("busy"), isForced: true))
                live.leave()
            }
        }
    }

    @Test func aThousandSessionsAreListedWithTheirFolders() async throws {
        try await Workbench.run { bench in
            try await Sessions.withStores(bench) { journal, files, _ in
                for number in 0..<1000 {
                    let folder = "folders/\(number)"
                    try Files.makeFolder("\(files.base)/\(folder)/config/projects")
                    for name in ["a", "b", "c", "d"] {
                        try Files.writePrivately([1], to: "\(files.base)/\(folder)/config/projects/\(name)")
                    }
                    try await Sessions.write("s\(number)", to: journal, at: Int64(number + 1) * 1000, folder: folder)
                }
            }
            let answer = try await Sessions.ask(bench, .list(limit: 1000, order: .activity))
            #expect(answer["sessions"]?.array?.count == 1000 && answer["sessions"]?[0]?["id"] == "s999" && answer["total"] == 1000)
            #expect(answer["sessions"]?.array?.allSatisfy { $0["folder_bytes"]?.int ?? 0 > 4 * 512 } == true)
            #expect(try await Sessions.ask(bench, .list(limit: 3, order: .name))["sessions"]?.array?.count == 3)
        }
    }
}
