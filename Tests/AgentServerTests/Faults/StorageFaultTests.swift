import Domain
import EventLoop
import HTTP
import JSON
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// A disk that is full or broken for a while: prompts are refused, turns end once, nothing hangs, and it all goes on afterwards.
@Suite(.timeLimit(.minutes(3))) struct StorageFaultTests {
    private typealias Orders = Shared<FaultyJournal.Orders>

    private static func run<T: Sendable>(
        in bench: Workbench,
        _ orders: Orders,
        accepts: Shared<Int> = Shared(0),
        _ body: @escaping @Sendable (TestServer) async throws -> T
    ) async throws -> T {
        try await TestServer.run(in: bench) {
            $0.hooks.journal = { FaultyJournal($0, orders) }
            $0.hooks.reach = { point in accepts.change { if point == .accept { $0 += 1 } } }
            $0.idleTime = .seconds(60)
            $0.absence = .seconds(60)
            $0.heartbeat = .milliseconds(50)
        } _: {
            try await body($0)
        }
    }

    /// What the journal of a server that has ended says of a session.
    private static func history(_ bench: Workbench, _ session: String) async throws -> HistoryChecker {
        let id = try #require(SessionID(session))
        let journal = try await SQLiteJournal.open(at: "\(bench.data)/roost/journal.sqlite3")
        var checker = HistoryChecker()
        let events = try await journal.events(of: id, after: 0, count: .max, byteLimit: .max)
        checker.read(id, after: 0, events, try await journal.head(of: id)?.snapshot)
        await journal.close()
        checker.checkEnds()
        return checker
    }

    private static func ask(_ server: TestServer, _ prompt: String = "x", in session: String = "a") async throws -> Answer {
        let fields = [("Content-Type", "application/json")]
        return try await server.exchange(.post, "/sessions/\(session)/messages", fields, #"{"prompt":"\#(prompt)"}"#)
    }

    private static func events(_ server: TestServer, of turn: String, in session: String = "a") async throws -> Turn {
        var live = LiveTurn(try await server.send(.get, "/sessions/\(session)/events?turn=\(turn)"))
        return try await live.rest()
    }

    @Test(arguments: [JournalError.Code.full, .io]) func promptsAreRefusedAndTakenAgainAfterwards(code: JournalError.Code) async throws {
        let orders = Orders(FaultyJournal.Orders())
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { server in
                try await server.turn("hello", in: "a").expectDone()
                orders.change { ($0.left, $0.code) = (0, code) }
                for session in ["a", "b"] {
                    let refused = try await Self.ask(server, in: session)
                    #expect(
                        refused.status == 507 && refused.fields["retry-after"] == "5" && refused.text.hasPrefix(#"{"detail":"#),
                        "\(refused)"
                    )
                }
                orders.change { $0.left = nil }
                let next = try await server.turn("again", in: "a")
                next.expectDone()
                #expect(next.answer == "turn 2; first prompt was hello")
                try await server.turn("hello", in: "b").expectDone()
            }
            #expect(bench.processes.isEmpty)
            for session in ["a", "b"] { #expect(try await Self.history(bench, session).violations == []) }
        }
    }

    /// Nobody has to ask for that: the server tries again by itself.
    @Test(arguments: [JournalError.Code.full, .io]) func aRunningTurnEndsOnceForItsClientAndLaterInTheJournal(code: JournalError.Code)
        async throws
    {
        let orders = Orders(FaultyJournal.Orders())
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { server in
                try await server.turn("hello", in: "a").expectDone()
                let gate = Gate(bench)
                var live = try await server.begin("\(gate.order) more", in: "a")
                try await live.reachInit()
                orders.change { ($0.left, $0.code) = (0, code) }
                try gate.open()
                let turn = try await live.rest()
                turn.expectWellFormed()
                #expect(turn.terminals == ["error"] && turn.events.last?.id == nil, "\(turn.text.suffix(300))")
                let name = try #require(turn.fields["roost-turn"])
                #expect(try await Self.events(server, of: name).events.last?.id == nil)
                orders.change { $0.left = nil }
                let isStored = try await eventually { try await Self.events(server, of: name).events.last?.id != nil }
                #expect(isStored)
                #expect(try await Self.events(server, of: name).terminals == ["error"])
                let next = try await server.turn("again", in: "a")
                next.expectDone()
                #expect(next.answer.hasSuffix("first prompt was hello"))
            }
            #expect(bench.processes.isEmpty)
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    /// A restart, or a server that is killed, makes an error of it: nobody may have heard anything else.
    @Test(arguments: [false, true]) func nobodyHearsDoneOfAnEndThatIsNotStored(isRestarted: Bool) async throws {
        let orders = Orders(FaultyJournal.Orders())
        try await Workbench.run { bench in
            let name = try await Self.run(in: bench, orders) { server in
                orders.change { ($0.left, $0.kind) = (0, .turnEnded) }
                let turn = try await server.turn("hello", in: "a")
                turn.expectWellFormed()
                #expect(turn.terminals == ["error"] && turn.events.last?.id == nil, "\(turn.text.suffix(300))")
                #expect(turn.result != nil && turn.error?.hasPrefix("the answer is whole, but its end could not be stored") == true)
                let name = try #require(turn.fields["roost-turn"])
                #expect(try await Self.events(server, of: name).error == turn.error)
                if !isRestarted { orders.change { $0.left = nil } }
                return name
            }
            // The one that has ended wrote its end, or was not let.
            try await Self.run(in: bench, Orders(FaultyJournal.Orders())) { server in
                let again = try await Self.events(server, of: name)
                #expect(again.terminals == ["error"] && again.events.last?.id != nil, "\(again.text.suffix(300))")
                let next = try await server.turn("again", in: "a")
                next.expectDone()
                #expect(next.answer.hasSuffix("first prompt was hello"))
            }
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    @Test func anEndingThatManyPromptsFindUnwrittenIsWrittenOnce() async throws {
        let (orders, accepts) = (Orders(FaultyJournal.Orders()), Shared(0))
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders, accepts: accepts) { server in
                let gate = Gate(bench)
                var live = try await server.begin("\(gate.order) hello", in: "a")
                try await live.reachInit()
                orders.change { $0.left = 0 }
                try gate.open()
                try await live.rest().expectWellFormed()
                orders.change { ($0.left, $0.isHeld) = (nil, true) }
                try await withThrowingTaskGroup(of: Turn.self) { tasks in
                    for number in 1...4 { tasks.addTask { try await server.turn("number \(number)", in: "a") } }
                    tasks.addTask {
                        // All four have come: one writes the ending, unless the server itself does, the others are to be stored behind it.
                        #expect(await eventually { orders.value.waiting > 0 && accepts.value >= 1 + 3 })
                        orders.change { $0.isHeld = false }
                        return try await server.turn("last", in: "a")
                    }
                    for try await turn in tasks { turn.expectDone() }
                }
            }
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    /// Whoever supersedes a prompt that is being stored waits for the outcome.
    @Test func aPromptThatIsSupersededAndThenCannotBeStoredIsNotThere() async throws {
        let (orders, accepts) = (Orders(FaultyJournal.Orders()), Shared(0))
        try await Workbench.run { bench in
            let log = LogCatcher()
            try await TestServer.run(in: bench, log: log) {
                $0.hooks.journal = { FaultyJournal($0, orders) }
                $0.hooks.reach = { point in accepts.change { if point == .accept { $0 += 1 } } }
            } _: { server in
                try await server.turn("hello", in: "a").expectDone()
                orders.change { ($0.left, $0.failures, $0.isHeld) = (0, 1, true) }
                async let first = Self.ask(server, "first")
                #expect(await eventually { orders.value.waiting > 0 })
                let fields = [("Content-Type", "application/json")]
                async let second = server.exchange(.post, "/sessions/a/messages?busy=interrupt", fields, #"{"prompt":"second"}"#)
                // The first turn's, the first prompt's, the second's.
                #expect(await eventually { accepts.value == 3 })
                orders.change { $0.isHeld = false }
                #expect(try await first.status == 507)
                #expect(try await second.status == 200)
            }
            let open = log.fields(of: "stopping").compactMap { $0["turns.open"]?.int }
            // The second one may not have been counted out yet.
            #expect(open == [0] || open == [1], "\(open)")
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    @Test func aPromptThatCannotBeStoredCutsOffNothing() async throws {
        let orders = Orders(FaultyJournal.Orders())
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { server in
                let gate = Gate(bench)
                var live = try await server.begin("\(gate.order) hello", in: "a")
                try await live.reachInit()
                orders.change { ($0.left, $0.failures, $0.kind) = (0, 1, .promptAccepted) }
                let fields = [("Content-Type", "application/json")]
                let refused = try await server.exchange(.post, "/sessions/a/messages?busy=interrupt", fields, #"{"prompt":"second"}"#)
                #expect(refused.status == 507)
                try gate.open()
                try await live.rest().expectDone()
            }
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    /// The first append after a start fails, and no other: what ran ends all the same, what waited runs.
    @Test func aServerThatCannotEndTheTurnsItFindsEndsThemLater() async throws {
        let orders = Orders(FaultyJournal.Orders())
        let (ran, waited) = (TurnID(milliseconds: 1, randomness: []), TurnID(milliseconds: 2, randomness: []))
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { try await $0.turn("hello", in: "a").expectDone() }
            try await Self.leaveOpen(bench, ran, waited)
            orders.change { ($0.left, $0.failures) = (0, 1) }
            try await Self.run(in: bench, orders) { server in
                let second = try await Self.events(server, of: waited.text)
                second.expectDone()
                #expect(second.answer.hasSuffix("first prompt was hello"))
                let isStored = try await eventually { try await Self.events(server, of: ran.text).events.last?.id != nil }
                #expect(isStored)
                #expect(try await Self.events(server, of: ran.text).error?.contains("restarted") == true)
            }
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    /// Nothing can be read of the session at the start: what was open is dealt with before its next prompt, or by itself.
    @Test(arguments: [true, false]) func aServerThatCannotReadTheTurnsItFindsEndsThemLater(isAsked: Bool) async throws {
        let orders = Orders(FaultyJournal.Orders())
        let (ran, waited) = (TurnID(milliseconds: 1, randomness: []), TurnID(milliseconds: 2, randomness: []))
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { try await $0.turn("hello", in: "a").expectDone() }
            try await Self.leaveOpen(bench, ran, waited)
            orders.change { $0.failedLooks = 1 }
            try await Self.run(in: bench, orders) { server in
                #expect(orders.value.failedLooks == 0)
                if isAsked { try await server.turn("three", in: "a").expectDone() }
                let isOver = try await eventually(within: .seconds(20)) {
                    try await Self.events(server, of: ran.text).error?.contains("restarted") == true
                }
                #expect(isOver)
                try await Self.events(server, of: waited.text).expectDone()
            }
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }

    /// As a killed server leaves them: one turn that ran, one that waited.
    private static func leaveOpen(_ bench: Workbench, _ ran: TurnID, _ waited: TurnID) async throws {
        let id = try #require(SessionID("a"))
        let journal = try await SQLiteJournal.open(at: "\(bench.data)/roost/journal.sqlite3")
        let head = try await journal.head(of: id)
        let log = SessionLog(
            journal: journal,
            session: id,
            fence: journal.fence,
            head: head,
            fold: SessionState.fold,
            now: { WallClock.microseconds }
        )
        let prompts = ["0f4e2a6c-7a1b-4c3d-9e8f-001122334455", "0f4e2a6c-7a1b-4c3d-9e8f-001122334456"].map {
            AcceptedPrompt(uuid: $0, text: "more")
        }
        _ = try await log.append([.accepted(prompts[0], turn: ran), .started(ran, .live), .accepted(prompts[1], turn: waited)])
        await journal.close()
    }

    /// Wherever in the life of two turns the disk becomes full.
    @Test(arguments: 0..<14) func nothingHangsWhereverItBegins(left: Int) async throws {
        let orders = Orders(FaultyJournal.Orders())
        try await Workbench.run { bench in
            try await Self.run(in: bench, orders) { server in
                orders.change { $0.left = left }
                for prompt in ["one", "two"] {
                    let turn = try await server.turn(prompt, in: "a")
                    #expect(turn.status == 507 || turn.terminals.count == 1, "\(turn.text)")
                }
                orders.change { $0.left = nil }
                try await server.turn("three", in: "a").expectDone()
            }
            #expect(bench.processes.isEmpty)
            #expect(try await Self.history(bench, "a").violations == [])
        }
    }
}
