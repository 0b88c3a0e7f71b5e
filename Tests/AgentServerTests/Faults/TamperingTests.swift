import Domain
import EventLoop
import HTTP
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// The checker finds a server whose journal is at fault: what a returning client is shown is held against what the file has.
@Suite(.timeLimit(.minutes(2))) struct TamperingTests {
    /// What the checker says of a turn that is read again from a restarted server.
    private func violations(_ hook: @escaping @Sendable (any Journal) -> any Journal) async throws -> [String] {
        let session = try #require(SessionID("a"))
        return try await Workbench.run { bench in
            let first = try await TestServer.run(in: bench) { try await $0.turn("[[fake:chunks 5]]", in: "a") }
            first.expectDone()
            var view = ClientView(session: session)
            view.turn = first.fields["roost-turn"].flatMap { TurnID($0) }
            let former = view
            view = try await TestServer.run(in: bench) {
                $0.hooks.journal = hook
            } _: { server in
                await EventLoopGroup.run(count: 1) { group in
                    var view = former
                    await FaultClient(address: server.address, loop: group.loops[0]).comeBack(&view, cutAfter: nil)
                    return view
                }
            }
            #expect(view.isOver)
            let journal = try await SQLiteJournal.open(at: "\(bench.data)/roost/journal.sqlite3")
            var checker = HistoryChecker()
            checker.read(session, after: 0, try await journal.events(of: session, after: 0, count: .max, byteLimit: .max), nil)
            await journal.close()
            checker.check(view)
            return checker.violations
        }
    }

    @Test func aSoundJournalIsFoundSound() async throws { #expect(try await violations { $0 } == []) }

    @Test(arguments: [
        (TamperingJournal.Fault.lost, "was not seen"), (.doubled, "came after"), (.reordered, "came after"),
        (.changed, "otherwise than it is stored"),
    ]) func aJournalAtFaultIsFound(fault: TamperingJournal.Fault, words: String) async throws {
        let found = try await violations { TamperingJournal(journal: $0, fault: fault) }
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }
}
