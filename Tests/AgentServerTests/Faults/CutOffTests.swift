import Domain
import EventLoop
import Glibc
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// Turns that are cut off at any moment while their process talks: whatever comes first, nothing comes after the end.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CutOffTests {
    private static let sessions = 8
    private static let turns = 10

    @Test func nothingOfATurnIsWrittenAfterItsEnd() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { configuration in
                // So that a process lives on when its turn is cut off by a caller who leaves.
                configuration.idleTime = .seconds(600)
                // Time for the end to come in between.
                configuration.hooks.reach = { if $0 == .frame { usleep(500) } }
            } _: { server in
                try await withThrowingTaskGroup(of: Void.self) { clients in
                    for number in 0..<Self.sessions { clients.addTask { try await Self.askAndLeave(server, number) } }
                    try await clients.waitForAll()
                }
            }
            let violations = try await Self.violations(bench)
            #expect(violations == [])
        }
    }

    private static func askAndLeave(_ server: TestServer, _ number: Int) async throws {
        var random = SeededRandom(seed: UInt64(number))
        for _ in 0..<turns {
            var turn = try await server.begin("[[fake:spin 60 20]] hello", in: "s\(number)")
            try await turn.reachInit()
            try await Task.sleep(for: .microseconds(Int.random(in: 0...30_000, using: &random)))
            turn.leave()
        }
    }

    private static func violations(_ bench: Workbench) async throws -> [String] {
        let journal = try await SQLiteJournal.open(at: "\(bench.data)/roost/journal.sqlite3")
        var checker = HistoryChecker()
        let heads = try await journal.heads(after: nil, count: 100, isOpen: nil)
        for head in heads {
            let events = try await journal.events(of: head.session, after: 0, count: .max, byteLimit: .max)
            checker.read(head.session, after: 0, events, head.snapshot)
        }
        await journal.close()
        checker.checkEnds()
        #expect(heads.count == sessions && checker.endedTurns.count == sessions * turns)
        return checker.violations
    }
}
