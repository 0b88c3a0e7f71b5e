import Domain
import EventLoop
import Glibc
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// Clients that lose their connection at any byte, from servers that are stopped and killed: what each has collected is what the journal
/// has.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ResumptionTests {
    /// One client: how often it has cut, and what it has.
    private struct Collected: Sendable {
        var view: ClientView
        var cuts = 0
    }

    private static let prompts = [
        "[[fake:spin 150 400]] token-a", "[[fake:chunks 60]][[fake:slow 4]] token-b", "[[fake:spin 40 2000]][[fake:wait 300]] token-c",
        "[[fake:slow 15]][[fake:chunks 12]] token-d",
    ]

    @Test func whatAClientCollectedIsWhatTheJournalHas() async throws {
        let seed = getenv("FAULT_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
        let cuts = try await Workbench.run { bench in
            try await EventLoopGroup.run(count: 1) { group in try await Self.run(bench, seed, on: group.loops[0]) }
        }
        #expect(cuts >= 200, "FAULT_SEED=\(seed): only \(cuts) cuts")
        print("FAULT_SEED=\(seed): \(cuts) cuts")
    }

    private static func run(_ bench: Workbench, _ seed: UInt64, on loop: EventLoop) async throws -> Int {
        var random = SeededRandom(seed: seed)
        var open: [Collected] = []
        var done: [Collected] = []
        for server in 0..<8 {
            let generator = random.split()
            // The last one lives until everybody has come to the end.
            let time: Duration? = server == 7 ? nil : .milliseconds(Int.random(in: 100...900, using: &random))
            let new = server == 7 ? [] : try prompts.enumerated().map { index, prompt in try collected(server, index, prompt) }
            let former = open + new
            let all = try await serve(bench, former, for: time, isKilled: random.chance(50), generator, on: loop)
            open = all.filter { !$0.view.isOver && $0.view.turn != nil }
            done += all.filter(\.view.isOver)
        }
        #expect(open.isEmpty, "FAULT_SEED=\(seed): \(open.map(\.view.turn)) have no end")
        try await check(done.map(\.view), bench, seed)
        return done.reduce(0) { $0 + $1.cuts }
    }

    private static func collected(_ server: Int, _ index: Int, _ prompt: String) throws -> Collected {
        Collected(view: ClientView(session: try #require(SessionID("s\(index)")), prompt: "\(prompt)-\(server)"))
    }

    /// One server and its clients, until they have all they want or the time is over.
    private static func serve(
        _ bench: Workbench,
        _ clients: [Collected],
        for time: Duration?,
        isKilled: Bool,
        _ generator: SeededRandom,
        on loop: EventLoop
    ) async throws -> [Collected] {
        try await FaultProgram.run(in: bench, claude: BuiltPrograms.fakeClaude, on: loop) { program in
            let client = FaultClient(address: try #require(await program.address()), loop: loop)
            let isOver = Shared(false)
            return await withTaskGroup(of: Collected.self) { tasks in
                var random = generator
                for former in clients {
                    let own = random.split()
                    tasks.addTask { await collect(former, client, own, until: isOver) }
                }
                if let time {
                    try? await Task.sleep(for: time)
                    isOver.change { $0 = true }
                    if isKilled { await program.kill() } else { _ = await program.stop() }
                }
                let all = await tasks.reduce(into: []) { $0.append($1) }
                if time == nil { #expect(await program.stop()) }
                return all
            }
        }
    }

    private static func collect(_ former: Collected, _ client: FaultClient, _ generator: SeededRandom, until isOver: Shared<Bool>) async
        -> Collected
    {
        var (collected, random) = (former, generator)
        // So much at least that its turn has a name; then as it comes.
        if collected.view.status == nil, collected.view.turn == nil {
            await client.ask(&collected.view, cutAfter: Int.random(in: 400...3000, using: &random))
        }
        while !collected.view.isOver, collected.view.turn != nil, !isOver.value, collected.view.complaints.isEmpty {
            collected.cuts += 1
            await client.comeBack(&collected.view, cutAfter: Int.random(in: 0...5000, using: &random))
        }
        return collected
    }

    private static func check(_ views: [ClientView], _ bench: Workbench, _ seed: UInt64) async throws {
        let journal = try await SQLiteJournal.open(at: "\(bench.data)/roost/journal.sqlite3")
        var checker = HistoryChecker()
        for head in try await journal.heads(after: nil, count: 100, isOpen: nil) {
            let events = try await journal.events(of: head.session, after: 0, count: .max, byteLimit: .max)
            checker.read(head.session, after: 0, events, head.snapshot)
            for view in views where view.session == head.session {
                let shown = events.filter { $0.turn == view.turn }.compactMap(ContractEvent.frame)
                #expect(
                    view.events == shown,
                    "FAULT_SEED=\(seed): turn \(view.turn?.text ?? "?") has \(shown.count) events, seen \(view.events.count)"
                )
            }
        }
        await journal.close()
        for view in views { checker.check(view) }
        checker.checkEnds()
        #expect(checker.violations == [], "FAULT_SEED=\(seed)")
    }
}
