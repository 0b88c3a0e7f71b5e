import ContractSuite
import EventLoop
import HTTP
import TestSupport
import Testing

extension DockerTests {
    /// Tier 1b: a server that keeps its conversations.
    @Suite struct ServeTests {
        @Test func itKeepsTheContract() async throws {
            try await Container.serve { container in
                try await Contract.expectKept(at: try await container.address, heartbeat: .seconds(3))
            }
        }

        @Test func aRestartedContainerKnowsTheConversation() async throws {
            try await Container.serve { container in
                try await container.turn("My colour is green.", in: "a").expectDone()
                try await container.engine.docker("restart", container.name)
                try await container.expectWell()
                let next = try await container.turn("And now?", in: "a")
                next.expectDone()
                #expect(next.answer.contains("2nd message; the first was \"My colour is green.\""))
            }
        }

        @Test func aNewContainerOnTheSameFolderKnowsTheConversation() async throws {
            try await withDataFolder { folder in
                try await Container.serve(["-v", "\(folder):/data"]) { try await $0.turn("My colour is red.", in: "a").expectDone() }
                let next = try await Container.serve(["-v", "\(folder):/data"]) { try await $0.turn("And now?", in: "a") }
                next.expectDone()
                #expect(next.answer.contains("2nd message; the first was \"My colour is red.\""))
            }
        }

        @Test func killedInMidTurnItLosesNoFinishedTurn() async throws {
            try await Container.serve { container in
                let finished = try await container.turn("My colour is blue.", in: "a")
                finished.expectDone()
                let killed = try await killInMidTurn(container, session: "a")
                try await container.engine.docker("start", container.name)
                try await container.expectWell()
                try await expectEnd(container, of: killed, session: "a")
                try await expectSame(container, finished, session: "a")
                try await expectFinishedTurn(container, session: "a", prompt: "My colour is blue.")
            }
        }

        /// Leaves the container dead, and one turn of the session cut off; gives its name and what was seen of it.
        private func killInMidTurn(_ container: Container, session: String) async throws -> (turn: String, seen: [ServerSentEvent]) {
            var live = try await container.begin("[[stall:600000]]", in: session)
            try await live.reachInit()
            try await container.engine.docker("kill", "--signal", "KILL", container.name)
            live.leave()
            return (try #require(live.response.fields["roost-turn"]), live.events)
        }

        /// What was seen of the turn that was cut off is there, and one terminal event.
        private func expectEnd(_ container: Container, of killed: (turn: String, seen: [ServerSentEvent]), session: String) async throws {
            let turn = try await container.events(of: killed.turn, in: session)
            turn.expectWellFormed()
            #expect(turn.terminals == ["error"] && turn.error?.contains("restarted") == true, "\(turn.text.suffix(500))")
            #expect(turn.events.last?.id != nil && Array(named(turn.events).prefix(named(killed.seen).count)) == named(killed.seen))
        }

        /// A turn that was over is what it was.
        private func expectSame(_ container: Container, _ finished: Turn, session: String) async throws {
            let again = try await container.events(of: try #require(finished.fields["roost-turn"]), in: session)
            #expect(named(again.events) == named(finished.events))
        }

        /// The events; a frame without a name only says when to come back.
        private func named(_ frames: [ServerSentEvent]) -> [ServerSentEvent] { frames.filter { $0.event != nil } }

        /// The turn that was cut off may have left its prompt, and nothing else.
        private func expectFinishedTurn(_ container: Container, session: String, prompt: String) async throws {
            let next = try await container.turn("And now?", in: session)
            next.expectDone()
            let isKept = ["2nd", "3rd"].contains { next.answer.contains("\($0) message; the first was \"\(prompt)\"") }
            #expect(isKept, "\(next.answer)")
        }

        @Test func anAgentKilledInMidTurnGivesOneTerminalEvent() async throws {
            try await Container.serve { container in
                try await container.turn("My colour is grey.", in: "a").expectDone()
                var live = try await container.begin("[[stall:600000]]", in: "a")
                try await live.reachInit()
                let kill = "for p in /proc/[0-9]*; do [ \"$(cat $p/comm)\" = claude ] && kill -KILL ${p#/proc/}; done; true"
                #expect(try await container.shell(kill).code == 0)
                let cut = try await live.rest()
                cut.expectWellFormed()
                #expect(cut.terminals == ["error"])
                let next = try await container.turn("And now?", in: "a")
                next.expectDone()
                #expect(next.answer.contains("the first was \"My colour is grey.\""))
            }
        }

        @Test func aStoppedContainerLetsTheTurnEndAndExitsWell() async throws {
            try await Container.serve { container in
                var live = try await container.begin("[[stall:2000]] Hello", in: "a")
                try await live.reachInit()
                async let stop = container.engine.docker("stop", "--time", "40", container.name)
                try await live.rest().expectDone()
                _ = try await stop
                #expect(try await container.inspect("{{.State.ExitCode}}") == "0")
            }
        }

        @Test(arguments: [[], ["--port", "8123"], ["--listen", "0.0.0.0:8123"]])
        func theEngineFindsItWell(words: [String]) async throws {
            try await Container.serve(["--health-interval", "1s"], words: words, port: words.isEmpty ? 8000 : 8123) { container in
                let came = try await eventually { try await container.inspect("{{.State.Health.Status}}") == "healthy" }
                #expect(came)
                // What the server has left says the same, also to whom process 1 does not.
                #expect(try await container.shell("cat /data/roost/server.json").output.contains("0.0.0.0:\(words.isEmpty ? 8000 : 8123)"))
            }
        }

        @Test func aPortThatTheSystemHasChosenIsFoundToo() async throws {
            try await Engine.run { engine in
                let name = "roost-\(UInt32.random(in: 0...UInt32.max))"
                let server = [
                    "-d", "--init", "--name", name, "-e", "ROOST_MODEL_STUB=1", try #require(Engine.image), "serve", "--port", "0",
                ]
                try await engine.docker(["run"] + server)
                let came = try await eventually { try await engine.call(["exec", name, "roost", "health"]).code == 0 }
                _ = try await engine.call(["rm", "--force", "--volumes", name])
                #expect(came)
            }
        }
    }
}
