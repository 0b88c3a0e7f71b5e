import EventLoop
import TestSupport
import Testing

extension DockerTests {
    /// The commands of docs/docker.md, run as they are printed.
    @Suite struct PageTests {
        @Test(arguments: [0, 1000, 4711]) func theQuickStartGivesAnAnswerToAnybody(user: UInt32) async throws {
            try await Project.runBare(as: user) { project in
                let answer = try await project.commands(try Page.commands(holding: "curl -sN"), in: "\(project.folder)/../..")
                #expect(answer.contains("This is your 1st message; the first was \\\"Hello\\\".") && answer.contains("event: done"))
                let container = try await project.container()
                let owner = user == 0 ? 1000 : user
                #expect(try await container.shell("id -u; cat /run/secrets/anthropic_api_key").output == "\(owner)\n\(Project.key)")
                // A second time nothing changes.
                try await project.commands("./own; docker compose up -d")
                #expect(try await project.container().name == container.name)
            }
        }

        /// The first of the two: the other needs a model.
        @Test func theOnePromptIsAnswered() async throws {
            try await Project.runBare { project in
                let printed = try Page.commands(holding: "Who wrote the first compiler?")
                try await project.tagImage()
                let answer = try await project.commands(String(printed.prefix { $0 != "\n" }))
                #expect(answer.contains("the first was \"Hello\""))
            }
        }

        @Test func theServerWithoutComposeIsWell() async throws {
            try await Project.run { project in
                try await project.tagImage()
                let name = try await project.commands(try Page.commands(holding: "--name roost")).trimmingLineEnd
                let container = Container(engine: project.engine, name: name)
                let answers = await Result { try await container.expectWell() }
                let places = try await container.writablePlaces()
                try await project.engine.docker("rm", "--force", name)
                try answers.get()
                #expect(places == ["/data", "/tmp"])
            }
        }

        @Test func theListOfContentsIsPrinted() async throws {
            try await Project.runBare { project in
                try await project.tagImage()
                #expect(try await project.commands(try Page.commands(holding: "cat roost")).contains("SPDX-2.3"))
            }
        }

        @Test func theTokenOfThePageIsAskedFor() async throws {
            try await Project.run { project in
                try await project.commands(try Page.commands(holding: "agent_auth_token"))
                let container = try await project.container()
                try await container.expectWell()
                let token = try await project.commands("cat secrets/agent_auth_token")
                #expect(token.count == 64)
                #expect(try await container.turn("Hello", in: "a").status == 401)
                #expect(try await container.turn("Hello", in: "a", token: "\(token)0").status == 401)
                try await container.turn("Hello", in: "a", token: token).expectDone()
                #expect(try await !container.inspect("{{.Config.Env}}").contains(token))
            }
        }

        @Test func theAgentOfThePageIsServed() async throws {
            let settings = ["ROOST_ISOLATION": "container", "ROOST_DRAIN": "11s", "ROOST_STOP_GRACE": "41s"]
            try await Project.run(settings: Project.offline.merging(settings) { $1 }) { project in
                try await project.commands("cat >agent.json <<'END'\n\(Container.worker)\nEND")
                try await project.commands(try Page.commands(holding: "ROOST_AGENT"))
                let container = try await project.container()
                try await container.expectWell()
                #expect(try await container.bash("echo $((6 * 7))", in: "a").contains("42"))
                #expect(try await container.shell("echo $ROOST_DRAIN").output == "11s\n")
                #expect(try await project.commands("docker compose config").contains("stop_grace_period: 41s\n"))
            }
        }

        /// The model is the offline one, beside the gate; all else is as printed.
        @Test(.enabled(if: Engine.variable("ROOST_DOCKER_GATE") != nil, "no image of nginx"))
        func behindTheGateOnlyTheModelIsReached() async throws {
            let settings = ["GATE_IMAGE": try #require(Engine.variable("ROOST_DOCKER_GATE"))]
            try await Project.run(settings: settings) { project in
                let printed = try Page.commands(holding: "GATE_IMAGE")
                let commands = printed.replacing("proxy_pass https://api.anthropic.com;", with: "proxy_pass http://127.0.0.1:8787;")
                try #require(commands != printed)
                try await project.commands(commands)
                let (roost, gate) = (try await project.container(), try await project.container(of: "gate"))
                let model = ["--network", "container:\(gate.name)", "--label", "roost-test", "--entrypoint", "roost"]
                let image = try #require(Engine.image)
                try await project.engine.docker(["run", "-d", "--rm"] + model + [image, "model-stub", "--listen", "127.0.0.1:8787"])
                let result = await Result {
                    let world = try await self.world(project.engine, image)
                    try await expectClosed(roost, gate, world: world)
                }
                _ = try await project.engine.call(["-c", "docker rm -f $(docker ps -q --filter label=roost-test)"], program: "sh")
                try result.get()
            }
        }

        /// A server beyond the machine, as far as its containers can tell, and its address.
        private func world(_ engine: Engine, _ image: String) async throws -> String {
            let server = ["--network", "none", "--label", "roost-test", "-e", "ROOST_MODEL_STUB=1", image, "serve"]
            let name = try await engine.docker(["run", "-d", "--rm"] + server)
            let pid = try await engine.docker("inspect", name, "--format", "{{.State.Pid}}")
            let cable = """
                ip link add world type veth peer name outer netns \(pid) && ip address add 192.0.2.254/24 dev world && ip link set world up
                nsenter --net=/proc/\(pid)/ns/net sh -c 'ip address add 192.0.2.1/24 dev outer && ip link set outer up'
                """
            let outcome = try await engine.call(["-ec", cable], program: "sh")
            try #require(outcome.code == 0, "\(outcome.errors)")
            return "192.0.2.1"
        }

        private func expectClosed(_ roost: Container, _ gate: Container, world: String) async throws {
            try await gate.expectWell()
            try await gate.turn("My colour is gold.", in: "a").expectDone()
            // The key that the agent has is not the one that the model is shown.
            #expect(try await roost.shell("cat /run/secrets/anthropic_api_key").output == "kept-by-the-gate")
            #expect(try await gate.shell("cat /run/secrets/gate_key").output.contains(Project.key))
            let isThere = try await eventually { try await gate.reaches(world, 8000) }
            #expect(isThere, "who is not closed in must reach the world")
            #expect(try await roost.reaches("gate", 8080))
            #expect(try await !roost.reaches(world, 8000))
            #expect(try await roost.engine.call(["port", roost.name]).output == "")
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
