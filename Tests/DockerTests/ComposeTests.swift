import EventLoop
import Glibc
import HTTP
import TestSupport
import Testing

extension DockerTests {
    /// `deploy/compose/compose.yaml` as a person uses it, with the offline model.
    @Suite struct ComposeTests {
        @Test func theServiceKeepsTheContractAndItsConversations() async throws {
            try await Project.run { project in
                try await project.compose("up", "--detach")
                let container = try await project.container()
                try await container.expectWell()
                try await container.turn("My colour is white.", in: "a").expectDone()
                try await Contract.expectKept(at: try await container.address, heartbeat: .seconds(3))
                try await project.compose("restart")
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
                try await project.compose("up", "--detach")
                let container = try await project.container()
                try await container.expectWell()
                let limits = try await container.inspect(
                    "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.PidsLimit}} {{.HostConfig.ReadonlyRootfs}} "
                        + "{{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Privileged}}"
                )
                #expect(limits == "2751463424 2751463424 576 true [ALL] [no-new-privileges:true] unless-stopped false")
                #expect(try await container.inspect("{{len .NetworkSettings.Networks}}") == "1")
                #expect(try await container.inspect(#"{{(index (index .NetworkSettings.Ports "8000/tcp") 0).HostIp}}"#) == "127.0.0.1")
                let environment = try await container.inspect("{{.Config.Env}}")
                #expect(!environment.contains("sk-"))
                let limit = "cat /sys/fs/cgroup/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids/pids.max"
                #expect(try await container.shell("id -u; \(limit)").output == "1000\n576\n")
            }
        }

        @Test func itIsStartedAgainAfterItHasDied() async throws {
            try await Project.run { project in
                try await project.compose("up", "--detach")
                let container = try await project.container()
                try await container.expectWell()
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

        @Test func theKeyComesFromAFileAndItsAbsenceIsTold() async throws {
            try await Project.run(settings: ["ROOST_MODEL_STUB": "", "ROOST_API_KEY_FILE": "/run/secrets/anthropic_api_key"]) { project in
                try await project.compose("up", "--detach")
                let container = try await project.container()
                try await container.expectWell()
                #expect(try await container.shell("tr '\\0' '\\n' </proc/1/environ | grep -c sk-ant-compose").output == "0\n")
                #expect(try await container.shell("cat /run/secrets/anthropic_api_key").output == "sk-ant-compose")
            }
        }

        @Test func theLimitsFollowTheNumberOfTurns() async throws {
            try await Project.run { project in
                try await project.limit(to: 1)
                try await project.compose("up", "--detach")
                let container = try await project.container()
                try await container.expectWell()
                #expect(try await container.inspect("{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}") == "1493172224 192")
                let inside = try await container.shell("df -B 1048576 --output=size /tmp | tail -n 1; echo $ROOST_MAX_AGENTS")
                #expect(inside.output.split(whereSeparator: \.isWhitespace) == ["264", "1"])
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
