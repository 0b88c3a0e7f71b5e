import EventLoop
import TestSupport
import Testing

extension DockerTests {
    /// What holds the agent, tried from inside.
    @Suite struct HardeningTests {
        @Test func thePageHasTheFlagsThatAreTriedHere() throws {
            let words = try Page.text().split(whereSeparator: \.isWhitespace)
            for word in Container.hardening { #expect(words.contains { $0 == word }, "\(word)") }
        }

        @Test func itIsNobodyInParticularWithoutCapabilities() async throws {
            try await Container.serve { container in
                let status = try await container.shell("cat /proc/1/status").output.split(separator: "\n")
                let fields = Dictionary(
                    uniqueKeysWithValues: status.map { line in
                        let parts = line.split(separator: ":", maxSplits: 1)
                        return (String(parts[0]), parts.count > 1 ? parts[1].split(separator: "\t").map(String.init) : [])
                    }
                )
                #expect(fields["Uid"] == ["1000", "1000", "1000", "1000"])
                for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] { #expect(fields[set] == ["0000000000000000"], "\(set)") }
                #expect(fields["NoNewPrivs"] == ["1"])
                #expect(fields["Seccomp"] == ["2"])
            }
        }

        @Test func onlyDataAndTmpCanBeWrittenTo() async throws {
            try await Container.serve { container in
                let places = try await container.writablePlaces()
                #expect(places == ["/data", "/tmp"])
                let run = "cp /bin/true /tmp/true && /tmp/true"
                #expect(try await container.shell(run).code == 126, "nothing in /tmp can be executed")
                #expect(try await container.shell("[ ! -e /dev/shm ] && ls /dev/mqueue").output == "")
            }
        }

        /// Whether bash is told or the agent itself cannot go on is the kernel's choice; the turn ends, and only it.
        @Test func tooManyProcessesAreRefusedAndTheServerStays() async throws {
            try await Container.serveWorker { container in
                let storm = #"{"command": "for i in $(seq 2000); do sleep 30 & done; wait"}"#
                let turn = try await container.turn("[[tool:Bash \(storm)]]", in: "a")
                turn.expectWellFormed()
                let counters = try await container.shell("cat /sys/fs/cgroup/pids/pids.events /sys/fs/cgroup/pids.events 2>/dev/null")
                let refusals = counters.output.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0
                #expect(refusals > 0, "the limit was never reached: \(counters.output)")
                #expect(try await container.shell("exec roost health").code == 0)
                try await container.turn("Hello", in: "b").expectDone()
            }
        }

        @Test func aToolThatTakesAllMemoryIsKilledAndTheServerStays() async throws {
            try await Container.serveWorker { container in
                try await container.turn("My colour is black.", in: "b").expectDone()
                let answer = try await container.bash("head -c 4000000000 /dev/zero | tail -c 3900000000 | wc -c", in: "a")
                #expect(!answer.contains("3900000000"), "\(answer)")
                let counters = try await container.shell(
                    "cat /sys/fs/cgroup/memory/memory.oom_control /sys/fs/cgroup/memory.events 2>/dev/null | grep '^oom_kill '"
                )
                #expect(
                    counters.output.split(separator: " ").last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0 > 0,
                    "\(counters.output)"
                )
                #expect(try await container.inspect("{{.State.Running}} {{.RestartCount}}") == "true 0")
                let next = try await container.turn("And now?", in: "b")
                next.expectDone()
                #expect(next.answer.contains("the first was \"My colour is black.\""))
            }
        }

        @Test func whatBashLeavesBehindEndsWithItsSession() async throws {
            try await Container.serveWorker { container in
                let answer = try await container.bash("setsid -f sleep 1001; (setsid sleep 1002 &); echo started", in: "a")
                #expect(answer.contains("started"))
                let before = try await container.processes()
                #expect(before.count { $0 == "sleep" } == 2, "\(before)")
                let removal = try await container.shell("exec roost session rm --yes a")
                #expect(removal.code == 0, "\(removal)")
                let isGone = try await eventually(within: .seconds(10)) { try await !container.processes().contains("sleep") }
                let left = try await container.processes()
                #expect(isGone, "\(left)")
            }
        }

        @Test func anAgentWithBashIsRefusedUntilItsIsolationIsNamed() async throws {
            try await withTemporaryFolder { folder in
                try await Engine.run { engine in
                    let agent = "\(folder)/agent.json"
                    let write = try await engine.call(["-c", "umask 022; cat >\(agent) <<'E'\n\(Container.worker)\nE"], program: "sh")
                    #expect(write.code == 0)
                    let image = try #require(Engine.image)
                    let outcome = try await engine.call(
                        ["run", "--rm", "-v", "\(folder):/agent:ro", "--user", "0", "-e", "ROOST_AGENT=/agent/agent.json"]
                            + ["-e", "ROOST_MODEL_STUB=1", image, "serve"]
                    )
                    #expect(outcome.code == 78)
                    #expect(outcome.errors.contains("--isolation container"))
                }
            }
        }
    }
}
