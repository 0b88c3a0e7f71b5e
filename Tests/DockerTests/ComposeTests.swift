import EventLoop
import Glibc
import TestSupport
import Testing

extension DockerTests {
    /// `deploy/compose/compose.yaml` as a person uses it, with the offline model.
    @Suite struct ComposeTests {
        @Test func theServiceKeepsTheContractAndItsConversations() async throws {
            try await Project.run { project in
                let container = try await project.start()
                try await container.turn("My colour is white.", in: "a").expectDone()
                try await Contract.expectKept(at: try await container.address, heartbeat: .seconds(3))
                try await project.commands("docker compose restart")
                try await container.expectWell()
                let next = try await container.turn("And now?", in: "a")
                next.expectDone()
                #expect(next.answer.contains("the first was \"My colour is white.\""))
                let came = try await eventually { try await container.inspect("{{.State.Health.Status}}") == "healthy" }
                #expect(came)
            }
        }

        @Test func itIsHardenedAndBounded() async throws {
            try await Project.run { project in
                let container = try await project.start()
                let limits = try await container.inspect(
                    "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.PidsLimit}} {{.HostConfig.CpuQuota}} "
                        + "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.IpcMode}} "
                        + "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Privileged}}"
                )
                #expect(limits == "2751463424 2751463424 576 200000 true [ALL] [no-new-privileges:true] none unless-stopped false")
                #expect(try await container.inspect("{{len .NetworkSettings.Networks}}") == "1")
                let environment = try await container.inspect("{{.Config.Env}}")
                #expect(!environment.contains("sk-"))
                let limit = "cat /sys/fs/cgroup/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids/pids.max"
                #expect(try await container.shell("id -u; \(limit)").output == "1000\n576\n")
                #expect(try await container.shell("cp /bin/true /tmp/true && /tmp/true").code == 126)
                let places = try await container.writablePlaces()
                #expect(places == ["/data", "/tmp"])
            }
        }

        /// Asked at the other address of the machine that the service's own network gives it, from here and from another container.
        @Test func onlyThisMachinesLoopbackAddressLeadsToIt() async throws {
            try await Project.run { project in
                let container = try await project.start()
                let address = try await container.inspect("{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}")
                let ask = "curl -s --max-time 5 http://\(address):8000/health"
                #expect(try await project.shell("curl -s --max-time 5 http://127.0.0.1:8000/health").output.contains("ok"))
                #expect(try await project.shell(ask).code == 7, "refused")
                let tries =
                    "for host in \(address) 172.17.0.1; do timeout 5 bash -c \"</dev/tcp/$host/8000\" 2>/dev/null && echo $host; done; true"
                let reached = try await project.engine.docker(
                    "run",
                    "--rm",
                    "--entrypoint",
                    "bash",
                    try #require(Engine.image),
                    "-c",
                    tries
                )
                #expect(reached == "")
            }
        }

        @Test func itIsStartedAgainAfterItHasDied() async throws {
            try await Project.run { project in
                let container = try await project.start()
                try await container.turn("My colour is pink.", in: "a").expectDone()
                let pid = try #require(Int32(try await container.inspect("{{.State.Pid}}")))
                #expect(kill(pid, SIGKILL) == 0)
                let came = try await eventually { try await container.inspect("{{.RestartCount}}") == "1" }
                #expect(came)
                try await container.expectWell()
                let next = try await container.turn("And now?", in: "a")
                next.expectDone()
                #expect(next.answer.contains("the first was \"My colour is pink.\""))
            }
        }

        @Test func theKeyComesFromAFile() async throws {
            try await Project.run(settings: [:]) { project in
                let container = try await project.start()
                // From outside, where it can be read: inside it is closed to the server's own user.
                let environment = ProcessScan.text(of: "/proc/\(try await container.inspect("{{.State.Pid}}"))/environ")
                #expect(environment.contains("ANTHROPIC_API_KEY_FILE=/run/secrets/anthropic_api_key"))
                #expect(!environment.contains(Project.key))
                #expect(try await container.shell("cat /run/secrets/anthropic_api_key").output == Project.key)
            }
        }

        @Test(arguments: [
            ("ROOST_API_KEY_FILE=", "ANTHROPIC_API_KEY", "78"),
            ("ROOST_API_KEY_FILE=/run/secrets/other", "/run/secrets/other", "66"),
            (": >secrets/anthropic_api_key", "ANTHROPIC_API_KEY_FILE (/run/secrets/anthropic_api_key) is empty", "78"),
        ]) func anAbsentKeyIsTold(change: String, words: String, status: String) async throws {
            try await Project.run(settings: [:]) { project in
                try await project.commands("set -a; \(change); docker compose up --detach")
                let container = try await project.container()
                let isTold = try await eventually(within: .seconds(20)) {
                    try await project.engine.call(["logs", container.name]).errors.contains(words)
                }
                #expect(isTold)
                // In between it is started again and again.
                let hasEnded = try await eventually(within: .seconds(20)) { try await container.inspect("{{.State.ExitCode}}") == status }
                #expect(hasEnded)
            }
        }

        @Test func theLimitsFollowTheNumberOfTurns() async throws {
            try await Project.run { project in
                try await project.commands("./limits 1 >compose.override.yaml")
                let container = try await project.start()
                let limits = try await container.inspect("{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.CpuQuota}}")
                #expect(limits == "1493172224 192 100000")
                let inside = try await container.shell("df -B 1048576 --output=size /tmp | tail -n 1; echo $ROOST_MAX_AGENTS")
                #expect(inside.output.split(whereSeparator: \.isWhitespace) == ["264", "1"])
                let processors = "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us"
                #expect(try await container.shell(processors).output.hasPrefix("100000"))
            }
        }

        @Test func asTheyStandTheyAreThoseOfFourTurns() async throws {
            let four = try await Engine.run { try await $0.call(["\(Project.source)/limits", "4"], program: "sh") }
            let service = String(decoding: try Files.read("\(Project.source)/compose.yaml", upTo: 65_536), as: UTF8.self)
            for line in four.output.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(service.contains("\(line.drop { $0 == " " })\n"), "\(line)")
            }
        }

        @Test(arguments: ["", "0", "65", "four"]) func otherNumbersAreRefused(turns: String) async throws {
            let outcome = try await Engine.run { try await $0.call(["\(Project.source)/limits", turns], program: "sh") }
            #expect(outcome.code == 64 && outcome.output.isEmpty)
        }
    }
}
