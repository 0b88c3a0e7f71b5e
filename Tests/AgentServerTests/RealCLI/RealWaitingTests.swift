import ClaudeAgent
import Domain
import EventLoop
import JSON
import Journal
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

/// Turns of the real `claude` that wait for a person.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RealWaitingTests {
    private static let touch = "[[tool:Bash {\"command\":\"touch made\"}]] [[text:Done.]]"
    private static let weather = "[[tool:mcp__custom__weather {\"place\":\"Bonn\"}]] [[text:Done.]]"

    private typealias Body = @Sendable (WaitingSessions, TestServer) async throws -> Void

    /// What comes of trying whether the program can put calls off.
    enum Trial {
        case no, failure
        case late(Shared<Bool>)

        struct NotTried: Error {}

        func answer() async throws -> Bool {
            switch self {
            case .no: false
            case .failure: throw NotTried()
            case .late(let isKnown): await eventually { isKnown.value }
            }
        }
    }

    /// A server, and what comes after it on the same data: further servers, each in a body of its own.
    private static func run(
        hold: Duration = .seconds(600),
        trial: Trial? = nil,
        orders: Shared<FaultyJournal.Orders>? = nil,
        _ bodies: Body...
    ) async throws {
        try await RealAgent.run { real in
            try await Workbench.run { bench in
                for body in bodies {
                    var configuration = TestServer.configuration(bench)
                    real(&configuration)
                    configuration.runtime.isolation = .none
                    configuration.hold = hold
                    let waiting = try WaitingSessions(configuration)
                    try await TestServer.run(in: bench) { other in
                        real(&other)
                        other.runtime.isolation = .none
                        other.hold = hold
                        if let trial { other.postponementTrial = { _ in try await trial.answer() } }
                        if let orders { other.hooks.journal = { FaultyJournal($0, orders) } }
                        other.idleTime = .seconds(600)
                        other.drain = .seconds(20)
                        waiting.attend(&other)
                    } _: {
                        try await body(waiting, $0)
                    }
                }
            }
        }
    }

    private static func exists(_ server: TestServer, _ session: String = "a") -> Bool {
        Files.exists("\(server.bench.session(session))/workspace/made")
    }

    @Test func anAllowedCallRunsAndADeniedOneDoesNot() async throws {
        try await Self.run { waiting, server in
            for (session, isAllowed) in [("a", true), ("b", false)] {
                try await waiting.ask(session, Self.touch)
                let call = try #require(try await waiting.calls(session).first)
                #expect(call.name == "Bash" && call.kind == .confirmation && !Self.exists(server, session))
                if isAllowed { try await waiting.allow(session, call.id) } else { try await waiting.deny(session, call.id) }
                let results = try await waiting.results(session)
                let isRight = results.map(\.isError) == [!isAllowed] && Self.exists(server, session) == isAllowed
                let words = try await waiting.words(session)
                #expect(isRight, "\(isAllowed) \(results) \(words)")
                #expect(isAllowed || results.first?.text.contains("A person said no.") == true)
                #expect(try await waiting.ending(session)?.outcome == .done)
                let kinds = try await waiting.kinds(session)
                #expect(kinds == ["prompt.accepted", "session.bound", "turn.started", "turn.waiting", "call.answered", "turn.ended"])
            }
        }
    }

    @Test(arguments: [Trial.no, .failure]) func aProgramThatCannotPutCallsOffKeepsItsProcess(trial: Trial) async throws {
        try await Self.run(hold: .zero, trial: trial) { waiting, server in
            #expect(await eventually { server.log.all.contains { $0.message.contains("keeps its process") } })
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.with("a") { await $0.letGo() }
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false])
            let kinds = try await waiting.kinds("a")
            #expect(kinds == ["prompt.accepted", "session.bound", "turn.started", "turn.waiting", "call.answered", "turn.ended"])
        }
    }

    @Test func aTurnThatWaitedBeforeItWasKnownThatCallsCanBePutOffIsParkedThen() async throws {
        let isKnown = Shared(false)
        try await Self.run(hold: .zero, trial: .late(isKnown)) { waiting, server in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.with("a") { await $0.letGo() }
            #expect(try await waiting.kinds("a").last == "turn.waiting")
            isKnown.change { $0 = true }
            try await waiting.parked("a")
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.exists(server))
        }
    }

    @Test func aTurnThatWaitsWhenTheServerStopsIsParkedAsSoonAsItIsKnownToBePossible() async throws {
        let isKnown = Shared(false)
        let id = Shared("")
        try await Self.run(trial: .late(isKnown)) { waiting, server in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            id.change { $0 = call.id }
            server.stop()
            #expect(await eventually { server.log.all.contains { $0.message == "stopping" } })
            isKnown.change { $0 = true }
        } _: { waiting, server in
            try await waiting.allow("a", id.value)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.exists(server))
        }
    }

    @Test func theClientsResultIsTheTools() async throws {
        try await Self.run { waiting, _ in
            try await waiting.ask("a", Self.weather)
            let call = try #require(try await waiting.calls("a").first)
            #expect(call.kind == .customTool)
            try await waiting.give("a", call.id, "sunny")
            #expect(try await waiting.results("a").map(\.text) == ["sunny"])
        }
    }

    private static let blocks: [JSONValue] = [
        ["type": "text", "text": "see"],
        ["type": "document", "source": ["type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQ="], "title": "T"],
        ["type": "document", "source": ["type": "text", "media_type": "text/plain", "data": "sunny"]],
        ["type": "document", "source": ["type": "url", "url": "https://example.com/a.pdf"]],
        ["type": "image", "source": ["type": "url", "url": "https://example.com/a.png"]],
        [
            "type": "search_result", "source": "https://example.com", "title": "Rain", "content": [["type": "text", "text": "rain"]],
            "citations": ["enabled": true],
        ],
    ]

    @Test(arguments: [Duration.seconds(600), .zero]) func aResultReachesTheModelBlockForBlock(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, _ in
            try await waiting.ask("a", Self.weather)
            let call = try #require(try await waiting.calls("a").first)
            if hold == .zero { try await waiting.parked("a") }
            try await waiting.answer("a", call.id, .result(content: Self.blocks, isError: nil))
            let result = try #require(try await waiting.results("a").first)
            #expect(!result.isError && result.content.array == Self.blocks)
        }
    }

    @Test func aLongResultReachesTheModelWhole() async throws {
        try await Self.run { waiting, _ in
            try await waiting.ask("a", Self.weather)
            let call = try #require(try await waiting.calls("a").first)
            let long = String(repeating: "rain ", count: 60_000)
            try await waiting.give("a", call.id, long)
            let first = try await waiting.results("a")
            #expect(first.map(\.text) == [long], "\(first.map { $0.content.serializedString().prefix(300) })")
            try await waiting.ask("a", Self.weather)
            let other = try #require(try await waiting.calls("a").first)
            let large: JSONValue = [
                "type": "base64", "media_type": "application/pdf", "data": .string(String(repeating: "AAAA", count: 5 << 20)),
            ]
            try await waiting.answer("a", other.id, .result(content: [["type": "document", "source": large]], isError: nil))
            let all = try await waiting.results("a")
            #expect(all.count == 2 && all.last?.content[0]?["source"] == large, "\(all.map { $0.content.serializedString().prefix(300) })")
        }
    }

    @Test func aTurnIsParkedAndGoesOnWithTheAnswer() async throws {
        try await Self.run(hold: .milliseconds(100)) { waiting, server in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            let isFree = await eventually { server.bench.processes.isEmpty }
            #expect(isFree && !Self.exists(server))
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.exists(server))
            let kinds = try await waiting.kinds("a").dropFirst(3)
            #expect(kinds == ["turn.waiting", "turn.parked", "call.answered", "turn.continued", "turn.ended"])
            #expect(try await waiting.ending("a")?.outcome == .done)
            try await waiting.ask("a", "[[remember]]")
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.outcome == .done)
        }
    }

    @Test func aParkedCallOfTheClientsOwnToolGetsItsResult() async throws {
        try await Self.run(hold: .zero) { waiting, _ in
            try await waiting.ask("a", Self.weather)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            try await waiting.give("a", call.id, "no idea", isError: true)
            let results = try await waiting.results("a")
            #expect(results.map(\.text) == ["no idea"] && results.map(\.isError) == [true])
        }
    }

    @Test func aStopParksATurnAndTheAnswerComesAfterARestart() async throws {
        let id = Shared("")
        try await Self.run { waiting, _ in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            id.change { $0 = call.id }
        } _: { waiting, server in
            #expect(try await waiting.calls("a").map(\.id) == [id.value] && !Self.exists(server))
            #expect(try await waiting.kinds("a").last == "turn.parked")
            try await waiting.ask("a", "[[remember]]")
            try await waiting.allow("a", id.value)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.exists(server))
            let kinds = try await waiting.kinds("a").suffix(5)
            #expect(kinds == ["call.answered", "turn.continued", "turn.ended", "turn.started", "turn.ended"])
        }
    }

    @Test func severalCallsKeepTheProcessUntilAllAreAnswered() async throws {
        try await Self.run(hold: .zero) { waiting, server in
            try await waiting.ask("a", "[[tool:Bash {\"command\":\"touch one\"}]] [[also:mcp__custom__weather {}]] [[text:Done.]]")
            let calls = try await waiting.calls("a", 2)
            #expect(calls.map(\.name) == ["Bash", "mcp__custom__weather"] && !server.bench.processes.isEmpty)
            try await waiting.give("a", calls[1].id, "rain")
            try await waiting.deny("a", calls[0].id)
            let results = try await waiting.results("a")
            #expect(results.map(\.isError) == [true, false] && results.last?.text == "rain")
            #expect(try await !waiting.kinds("a").contains("turn.parked"))
        }
    }

    @Test func theLastOfSeveralCallsIsWaitedForWithoutAProcess() async throws {
        try await Self.run(hold: .zero) { waiting, server in
            try await waiting.ask("a", "[[tool:Bash {\"command\":\"touch one\"}]] [[also:Bash {\"command\":\"touch made\"}]]")
            let calls = try await waiting.calls("a", 2)
            try await waiting.allow("a", calls[0].id)
            try await waiting.parked("a")
            #expect(try await waiting.calls("a").map(\.id) == [calls[1].id])
            try await waiting.allow("a", calls[1].id)
            #expect(try await waiting.results("a").map(\.isError) == [false, false] && Self.exists(server))
        }
    }

    @Test(arguments: [Duration.seconds(600), .zero])
    func anInterruptEndsAWaitingTurnAndTheNextPromptIsAnswered(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, server in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            if hold == .zero { try await waiting.parked("a") }
            _ = try await waiting.with("a") { try await $0.interrupt(uuid: SessionIdentifier.random()) }
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "requested")
            await #expect(throws: OpenCalls.Refusal.unknown) { try await waiting.allow("a", call.id) }
            try await waiting.ask("a", "[[remember]]")
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.outcome == .done && !Self.exists(server))
            let frames = try await waiting.events("a").suffix(4).filter { $0.kind == .frame }
            #expect(frames.contains { String(decoding: $0.body, as: UTF8.self).contains("[[remember]]") })
        }
    }

    /// As many sessions as that, each denied after a restart of the server, some at a time.
    @Test func aCallThatIsDeniedAfterARestartNeverRuns() async throws {
        let calls = Shared<[String: String]>([:])
        let sessions = (0..<50).map { "s\($0)" }
        try await Self.run(hold: .zero) { waiting, _ in
            try await Self.each(sessions) { session in
                try await waiting.ask(session, Self.touch)
                let call = try #require(try await waiting.calls(session).first)
                try await waiting.parked(session)
                calls.change { $0[session] = call.id }
            }
        } _: { waiting, server in
            try await Self.each(sessions) { session in
                try await waiting.deny(session, try #require(calls.value[session]))
                #expect(try await waiting.results(session).map(\.isError) == [true])
                #expect(try await waiting.ending(session)?.outcome == .done)
            }
            #expect(sessions.filter { Self.exists(server, $0) } == [] && sessions.allSatisfy { server.bench.sessions.contains($0) })
        }
    }

    private static func each(_ sessions: [String], _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            var left = sessions.makeIterator()
            for _ in 0..<2 { if let session = left.next() { tasks.addTask { try await body(session) } } }
            while try await tasks.next() != nil { if let session = left.next() { tasks.addTask { try await body(session) } } }
        }
    }

    @Test func unknownAndDoubledAnswersAreRefused() async throws {
        try await Self.run { waiting, _ in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            await #expect(throws: OpenCalls.Refusal.unknown) { try await waiting.allow("a", "toolu_unknown") }
            await #expect(throws: OpenCalls.Refusal.unknown) { try await waiting.give("a", call.id, "sunny") }
            try await waiting.deny("a", call.id)
            await #expect(throws: (any Error).self) { try await waiting.allow("a", call.id) }
            #expect(try await waiting.results("a").map(\.isError) == [true])
            await #expect(throws: OpenCalls.Refusal.unknown) { try await waiting.allow("a", call.id) }
        }
    }

    private static let later =
        #"[[tool:Bash {"command":"sleep 1","run_in_background":true}]] [[later:Bash {"command":"touch made"}]] [[text:Begun.]]"#

    /// Has the agent begin a turn by itself that waits; gives the call.
    private static func unasked(_ waiting: WaitingSessions) async throws -> String {
        try await waiting.ask("a", later)
        let task = try #require(try await waiting.calls("a").first)
        try await waiting.allow("a", task.id)
        try await waiting.wait("a") { $0 != .waiting([task]) }
        let call = try #require(try await waiting.calls("a").first)
        let starts = try await waiting.events("a").filter { $0.kind == .turnStarted }.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(call.id != task.id && starts.last?.contains("by_itself") == true, "\(starts)")
        return call.id
    }

    @Test(arguments: [Duration.seconds(600), .zero]) func aTurnThatTheAgentBeginsByItselfWaitsLikeAnyOther(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, server in
            let call = try await Self.unasked(waiting)
            if hold == .zero {
                try await waiting.parked("a")
                #expect(await eventually { server.bench.processes.isEmpty })
            }
            #expect(!Self.exists(server))
            try await waiting.allow("a", call)
            #expect(try await waiting.results("a").last?.isError == false && Self.exists(server))
            #expect(try await waiting.ending("a")?.outcome == .done)
            try await waiting.ask("a", "[[remember]]")
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.outcome == .done)
        }
    }

    @Test func aTurnThatTheAgentBeginsByItselfIsTakenUpByTheNextServer() async throws {
        let id = Shared("")
        try await Self.run { waiting, _ in
            let call = try await Self.unasked(waiting)
            id.change { $0 = call }
        } _: { waiting, server in
            #expect(try await waiting.calls("a").map(\.id) == [id.value])
            try await waiting.deny("a", id.value)
            #expect(try await waiting.results("a").last?.isError == true && !Self.exists(server))
            #expect(try await waiting.ending("a")?.outcome == .done)
        }
    }

    @Test(arguments: [Duration.seconds(600), .zero])
    func anInterruptEndsATurnThatTheAgentHasBegunByItself(hold: Duration) async throws {
        try await Self.run(hold: hold) { waiting, server in
            _ = try await Self.unasked(waiting)
            if hold == .zero { try await waiting.parked("a") }
            _ = try await waiting.with("a") { try await $0.interrupt(uuid: SessionIdentifier.random()) }
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.failure?.kind == "requested")
            try await waiting.ask("a", "[[remember]]")
            try await waiting.wait("a") { $0 == .idle }
            #expect(try await waiting.ending("a")?.outcome == .done && !Self.exists(server))
        }
    }

    /// The process asks about the call, is ended since nothing can be stored, and another one asks again.
    @Test func aTurnThatCannotBeStoredToGoOnIsTakenUpAgain() async throws {
        let orders = Shared(FaultyJournal.Orders())
        try await Self.run(hold: .zero, orders: orders) { waiting, server in
            try await waiting.ask("a", Self.touch)
            let call = try #require(try await waiting.calls("a").first)
            try await waiting.parked("a")
            orders.change { ($0.left, $0.failures, $0.kind) = (0, 1, .turnContinued) }
            try await waiting.allow("a", call.id)
            #expect(try await waiting.results("a").map(\.isError) == [false] && Self.exists(server))
            #expect(try await waiting.ending("a")?.outcome == .done)
        }
    }

    @Test func aToolThatNeedsNobodysWordDoesNotWait() async throws {
        try await Self.run { waiting, _ in
            try await waiting.ask("a", "[[tool:Read {\"file_path\":\"/etc/hostname\"}]] [[text:Done.]]")
            #expect(try await waiting.results("a").map(\.isError) == [false])
            #expect(try await !waiting.kinds("a").contains("turn.waiting"))
        }
    }
}
