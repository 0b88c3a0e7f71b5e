import Domain
import EventLoop
import JSON
import Journal
import JournalSQLite
import Testing
import TestSupport

@testable import AgentServer

/// One data folder, servers on it that are killed one after another, and clients who do not mind.
struct FaultWorld {
    /// What differs between the imitated agent and the real one.
    struct Agent: Sendable {
        let claude: String
        let orders: [String]
        /// What the clients of /v1 say.
        let managedOrders: [String]
        let clients: Int
        /// How long a server may take to come to its failpoint; then it is killed where it is.
        let patience: Duration
        /// In what time a server that nobody asks has a spare.
        let spareTime: Duration

        static let fake = Agent(
            claude: BuiltPrograms.fakeClaude,
            orders: Traffic.fakeOrders,
            managedOrders: ManagedTraffic.fakeOrders,
            clients: 5,
            patience: .milliseconds(1500),
            spareTime: .seconds(1)
        )

        static func real(_ claude: String) -> Agent {
            Agent(
                claude: claude,
                orders: Traffic.realOrders,
                managedOrders: ManagedTraffic.realOrders,
                clients: 1,
                patience: .seconds(8),
                spareTime: .seconds(4)
            )
        }
    }

    /// Clients of /v1 in a round, and the sessions that they are likely to share.
    private static let managedClients = 2
    private static let sharedSessions = 6

    let name: String
    let agent: Agent
    let bench: Workbench
    let loop: EventLoop
    private(set) var checker = HistoryChecker()
    private(set) var managed = ManagedChecker()
    private(set) var figures = FaultFigures()
    /// Those who come back to the next server.
    private var waiting: [ClientView] = []
    private var random: SeededRandom
    private var places = KillPlaces()
    private var rounds = 0

    /// What is wrong.
    var violations: [String] { checker.violations + managed.violations }

    init(_ name: String, _ agent: Agent, in bench: Workbench, seed: UInt64, on loop: EventLoop) {
        self.name = name
        self.agent = agent
        self.bench = bench
        self.loop = loop
        random = SeededRandom(seed: seed)
    }

    /// Where no server has been killed yet.
    var unreached: Set<KillPlaces.Entry> { places.unreached }

    /// One server, killed where none has been.
    mutating func pursue() async throws {
        places.pursue()
        try await round(isAnywhere: false)
    }

    /// One server, killed at a failpoint or anywhere.
    mutating func round(isAnywhere: Bool = true) async throws {
        rounds += 1
        let place = isAnywhere && random.chance(10) ? nil : places.draw(&random)
        let pause = place?.entry.point == "claim" ? agent.spareTime : .zero
        let moment = random.pick([.zero, agent.patience / 20, agent.patience / 5, agent.patience / 2])
        let (traffic, managedTraffic) = (traffic(at: place), managedTraffic())
        let (agent, loop, returning, unanswered) = (agent, loop, waiting, managed.unanswered)
        let (views, deeds, isReached) = try await FaultProgram.run(in: bench, claude: agent.claude, at: place, on: loop) { program in
            guard let address = await program.address() else { return (returning, [ManagedDeed](), program.isReached) }
            try? await Task.sleep(for: pause)
            let client = FaultClient(address: address, loop: loop)
            return await withTaskGroup(of: [ClientView].self) { tasks in
                let (isOver, deeds) = (Shared(false), Shared<[ManagedDeed]>([]))
                for traffic in traffic { tasks.addTask { await client.run(traffic, until: isOver) } }
                for view in returning { tasks.addTask { [await client.follow(view, until: isOver)] } }
                tasks.addTask {
                    let done = await client.again(unanswered, until: isOver)
                    deeds.change { $0 += done }
                    return []
                }
                for traffic in managedTraffic {
                    tasks.addTask {
                        let done = await client.run(traffic, until: isOver)
                        deeds.change { $0 += done }
                        return []
                    }
                }
                let limit = place == nil ? moment : agent.patience
                let isReached = await eventually(within: limit) { program.isReached || program.hasEnded } && !program.hasEnded
                isOver.change { $0 = true }
                await program.kill()
                return (await tasks.reduce(into: []) { $0 += $1 }, deeds.value, isReached)
            }
        }
        if let place { places.note(place, isReached: isReached) }
        figures.addKill(isReached ? place?.entry.point : nil)
        managed.note(deeds)
        try await read(isWhole: false)
        take(views)
    }

    /// Sessions that go on for some rounds, and new ones: many where one is to claim a spare.
    private mutating func traffic(at place: FaultProgram.Place?) -> [Traffic] {
        let old = (0..<4).map { "\(name)-\(rounds / 8)-\($0)" }
        let new = (0..<(place?.entry.point == "claim" ? 40 : 2)).map { "\(name)-new\(rounds)-\($0)" }
        let sessions = (old + new).compactMap { SessionID($0) }
        return (0..<agent.clients).map {
            Traffic("\(name)-\(rounds)-\($0)", sessions: sessions, orders: agent.orders, random: random.split())
        }
    }

    /// Clients of /v1 go on with the latest sessions, most of which have been through some kills.
    private mutating func managedTraffic() -> [ManagedTraffic] {
        let known = managed.sessions
        let sessions = (0..<min(Self.sharedSessions, known.count)).compactMap { _ in known.randomElement(using: &random) }
        return (0..<Self.managedClients).map {
            ManagedTraffic("\(name)-v1-\(rounds)-\($0)", orders: agent.managedOrders, sessions: sessions, random: random.split())
        }
    }

    private mutating func take(_ views: [ClientView]) {
        for view in views { checker.check(view) }
        figures.prompts += views.count { $0.prompt != nil && !$0.isReturned }
        waiting = views.filter { $0.isFaithful && !$0.isOver && $0.turn != nil }
        for index in waiting.indices { waiting[index].isReturned = true }
    }

    /// The last server is not killed: it ends what is open, and everybody sees the ends.
    mutating func finish() async throws {
        var views = waiting
        // Some that have long been over are looked at again.
        let old = (0..<30).compactMap { _ in checker.endedTurns.randomElement(using: &random) }
        for open in checker.openTurns + old where !open.session.text.hasPrefix("sesn_") {
            views.append(ClientView(session: open.session, turn: open.turn))
        }
        // Those that nobody has been told of have turns too.
        let unknown = checker.openTurns.map(\.session).filter { $0.text.hasPrefix("sesn_") && !managed.knows($0) }
        let (loop, returning, sessions, unanswered) = (loop, views, managed.sessions + Set(unknown), managed.unanswered)
        let last = ManagedTraffic("\(name)-v1-last", orders: [], sessions: [], random: random.split())
        let (seen, deeds, isStopped) = try await FaultProgram.run(in: bench, claude: agent.claude, on: loop) { program in
            guard let address = await program.address() else { return (returning, [ManagedDeed](), false) }
            let client = FaultClient(address: address, loop: loop)
            var deeds = await client.again(unanswered, until: Shared(false))
            deeds += await client.settle(sessions, last)
            let seen = await withTaskGroup(of: ClientView.self) { tasks in
                for view in returning { tasks.addTask { await client.readToEnd(view) } }
                return await tasks.reduce(into: []) { $0.append($1) }
            }
            return (seen, deeds, await program.stop())
        }
        #expect(isStopped, "the last server did not stop well")
        managed.note(deeds)
        try await read(isWhole: true)
        for view in seen {
            checker.check(view)
            #expect(view.isOver, "turn \(view.turn?.text ?? "?") of session \(view.session) had no end for who came back")
        }
        checker.checkEnds()
        checker.checkGiven(given)
        checker.checkMemory()
        figures.events = checker.eventCount
        figures.managed = (
            managed.count { $0 == .create }, managed.count { $0 == .archive }, managed.count { $0 == .delete },
            managed.count { $0.event != nil }
        )
        #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes.map(Workbench.name))")
    }

    /// Reads what is stored while nobody else does.
    private mutating func read(isWhole: Bool) async throws {
        let path = "\(bench.data)/roost/journal.sqlite3"
        guard Files.exists(path) else { return }
        var facts = try await ManagedFacts.read(bench)
        let journal = try await SQLiteJournal.open(at: path)
        let result: Result<Void, any Error>
        do {
            try await read(journal, isWhole)
            result = .success(try await ManagedFacts.read(journal, &facts))
        } catch { result = .failure(error) }
        await journal.close()
        try result.get()
        managed.read(facts, isFinal: isWhole)
    }

    private mutating func read(_ journal: SQLiteJournal, _ isWhole: Bool) async throws {
        let heads = try await journal.heads(after: nil, count: 100_000, isOpen: nil)
        let deletable = managed.deletable
        for missing in Set(checker.known).subtracting(heads.map(\.session)) {
            checker.miss(missing, isWanted: deletable.contains(missing) || missing.text.hasPrefix("sesn_") && !managed.knows(missing))
        }
        for head in heads {
            let known = checker.count(head.session)
            guard isWhole || head.next - 1 != known || known < 64 else { continue }
            let start = isWhole ? 0 : max(0, known - 64)
            let events = try await journal.events(of: head.session, after: start, count: .max, byteLimit: .max)
            checker.read(head.session, after: start, events, head.snapshot)
        }
    }

    /// How often each prompt was given to FakeClaude, which writes everything down.
    private var given: [String: Int] {
        let folders = "\(bench.data)/roost/folders"
        return Files.entries(of: folders).reduce(into: [:]) { given, folder in
            let bytes = (try? Files.read("\(folders)/\(folder)/config/fake-record.jsonl", upTo: 256 << 20)) ?? []
            for line in bytes.split(separator: 0x0A) {
                guard let event = try? JSONValue(parsing: Array(line)), event["event"] == "stdin", let text = event["line"]?.string,
                    let frame = try? JSONValue(parsing: text), frame["type"] == "user", let uuid = frame["uuid"]?.string
                else { continue }
                given[uuid, default: 0] += 1
            }
        }
    }
}
