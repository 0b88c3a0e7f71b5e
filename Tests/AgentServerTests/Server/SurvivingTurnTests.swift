import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// Turns that go on without their client, and clients that come back.
@Suite(.timeLimit(.minutes(2))) struct SurvivingTurnTests {
    private static func survives(_ configuration: inout ServerConfiguration) {
        configuration.absence = .seconds(300)
        configuration.idleTime = .seconds(600)
    }

    private func follow(_ server: TestServer, _ session: String, _ query: String = "", lastEventID: String? = nil) async throws -> LiveTurn
    {
        let fields = lastEventID.map { [("Last-Event-ID", $0)] } ?? []
        return LiveTurn(try await server.send(.get, "/sessions/\(session)/events\(query)", fields))
    }

    @Test func aTurnGoesOnAndIsFoundAgain() async throws {
        try await TestServer.run(Self.survives) { server in
            let gate = Gate(server.bench)
            var first = try await server.begin("\(gate.order) hello", in: "a")
            try await first.reachInit()
            let last = try #require(first.events.last?.id)
            first.leave()
            var second = try await follow(server, "a", lastEventID: last)
            try gate.open()
            let rest = try await second.rest()
            #expect(rest.terminals == ["done"] && rest.answer.hasPrefix("turn 1;"))
            #expect(rest.events.allSatisfy { Int($0.id ?? "").map { $0 > Int(last) ?? 0 } == true })
            let whole = try await follow(server, "a").restOfIt()
            #expect(first.events.map(\.id) + rest.events.map(\.id) == whole.events.map(\.id))
        }
    }

    @Test func aTurnIsTheSameHoweverOftenItIsRead() async throws {
        try await TestServer.run(Self.survives) { server in
            let turn = try await server.turn("hello", in: "a")
            let name = try #require(turn.fields["roost-turn"])
            try await server.turn("another", in: "a").expectDone()
            for query in ["?turn=\(name)", "?after=1"] {
                var again = try await follow(server, "a", query)
                let copy = try await again.rest()
                #expect(copy.events == turn.events && copy.fields["roost-turn"] == name)
            }
        }
    }

    @Test func nothingFollowsATurnThatIsOver() async throws {
        try await TestServer.run(Self.survives) { server in
            let turn = try await server.turn("hello", in: "a")
            let last = try #require(turn.events.last?.id)
            #expect(try await server.exchange(.get, "/sessions/a/events", [("Last-Event-ID", last)]).status == 204)
            for query in ["?after=999", "?turn=turn_00000000000000000000000000"] {
                #expect(try await server.exchange(.get, "/sessions/a/events\(query)").status == 404)
            }
            #expect(try await server.exchange(.get, "/sessions/nobody/events").status == 404)
            #expect(try await server.exchange(.get, "/sessions/a/events?after=x").status == 400)
            #expect(try await server.exchange(.get, "/sessions/a/events?turn=x").status == 400)
        }
    }

    @Test func aTurnThatNobodyFollowsIsInterruptedInTheEnd() async throws {
        try await TestServer.run {
            Self.survives(&$0)
            $0.absence = .milliseconds(300)
        } _: { server in
            var live = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await live.reachInit()
            live.leave()
            #expect(await eventually { server.log.fields(of: "turn over").count == 1 })
            var again = try await follow(server, "a")
            let turn = try await again.rest()
            #expect(turn.terminals == ["error"] && turn.error?.contains("nobody followed it for 0.3 seconds") == true)
            try await server.turn("next", in: "a").expectDone()
        }
    }

    @Test func somebodyWhoFollowsKeepsATurnAlive() async throws {
        try await TestServer.run {
            Self.survives(&$0)
            $0.absence = .milliseconds(200)
        } _: { server in
            let gate = Gate(server.bench)
            var first = try await server.begin("\(gate.order) hello", in: "a")
            try await first.reachInit()
            var second = try await follow(server, "a")
            try await second.reachInit()
            first.leave()
            // A turn that is left after it, and that nobody follows, is over: the time that would have ended this one has passed.
            var other = try await server.begin("[[fake:wait 600000]]", in: "b")
            try await other.reachInit()
            other.leave()
            #expect(await eventually { server.log.fields(of: "turn over").count == 1 })
            try gate.open()
            #expect(try await second.rest().terminals == ["done"])
        }
    }

    @Test func aTurnIsInterruptedOnRequestAndItsProcessGoesOn() async throws {
        try await TestServer.run(Self.survives) { server in
            let post = { try await server.exchange(.post, "/sessions/a/interrupt", [("Content-Type", "application/json")], "{}").text }
            var live = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await live.reachInit()
            #expect(try await post() == #"{"interrupted":true}"#)
            let turn = try await live.rest()
            #expect(turn.terminals == ["error"] && turn.error == "the turn was interrupted, as somebody asked")
            try await server.turn("next", in: "a").expectDone()
            #expect(FakeRecord(server.bench, "a").starts.count == 1)
            #expect(try await post() == #"{"interrupted":false}"#)
        }
    }

    @Test func aBusySessionDoesWithAPromptWhatTheCallerSays() async throws {
        try await TestServer.run(Self.survives) { server in
            let json = [("Content-Type", "application/json")]
            var running = try await server.begin("[[fake:wait 600000]]", in: "a")
            try await running.reachInit()
            let refused = try await server.exchange(.post, "/sessions/a/messages?busy=reject", json, #"{"prompt":"x"}"#)
            #expect(refused.status == 409 && refused.text == #"{"detail":"a turn of this session is running or waiting"}"#)
            #expect(try await server.exchange(.post, "/sessions/a/messages?busy=maybe", json, #"{"prompt":"x"}"#).status == 400)
            var next = LiveTurn(try await server.send(.post, "/sessions/a/messages?busy=interrupt", json, #"{"prompt":"hello"}"#))
            #expect(try await running.rest().error == "the turn was interrupted by a later prompt")
            try await next.rest().expectDone()
        }
    }

    @Test func aStrangerFollowsNothing() async throws {
        try await TestServer.run {
            Self.survives(&$0)
            $0.authToken = Secret("secret")
        } _: { server in
            let own = ("Authorization", "Bearer secret")
            try await server.turn("hello", in: "a", [own]).expectDone()
            #expect(try await server.exchange(.get, "/sessions/a/events").status == 401)
            #expect(try await server.exchange(.post, "/sessions/a/interrupt", [("Content-Type", "application/json")], "{}").status == 401)
            #expect(try await server.exchange(.get, "/sessions/a/events", [own]).status == 200)
        }
    }
}

extension LiveTurn {
    fileprivate func restOfIt() async throws -> Turn {
        var live = self
        return try await live.rest()
    }
}
