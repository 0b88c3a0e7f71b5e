import JSON
import Testing

extension DockerTests {
    @Suite struct ImageTests {
        private func image(_ template: String) async throws -> String {
            try await Engine.run { try await $0.docker("image", "inspect", try #require(Engine.image), "--format", template) }
        }

        @Test func itRunsAsANumericUserWithAnEntrypointThatIsNoShell() async throws {
            let settings = try await image("{{.Config.User}} {{json .Config.Entrypoint}} {{.Config.StopSignal}} {{len .Config.Volumes}}")
            #expect(settings == #"1000:1000 ["/usr/local/bin/roost","entrypoint"] SIGTERM 0"#)
        }

        @Test func ourOwnProgramChecksItsHealth() async throws {
            let test = try await image("{{json .Config.Healthcheck.Test}}")
            #expect(test == #"["CMD","/usr/local/bin/roost","health"]"#)
        }

        @Test func itSaysWhatItIs() async throws {
            let labels = try JSONValue(parsing: try await image("{{json .Config.Labels}}"))
            #expect(labels["org.opencontainers.image.title"]?.string == "roost")
            #expect(labels["org.opencontainers.image.licenses"]?.string == "Apache-2.0")
            let version = try await Engine.run {
                try await $0.docker("run", "--rm", "--entrypoint", "roost", try #require(Engine.image), "version")
            }
            #expect(version.hasPrefix("roost \(labels["org.opencontainers.image.version"]?.string ?? "?")\n"))
            #expect(version.contains("claude 2."))
        }

        @Test func itHoldsWhatAgentsNeedAndNothingToBuildWith() async throws {
            let found = try await Engine.run { try await $0.shell("for p in bash git roost roost-guardian; do command -v $p; done") }
            #expect(found.split(separator: "\n").count == 4)
            let absent = try await Engine.run {
                try await $0.shell("for p in node npm python3 python cc gcc clang swift; do command -v $p; done; true")
            }
            #expect(absent == "")
            let certificates = try await Engine.run { try await $0.shell("test -s /etc/ssl/certs/ca-certificates.crt && echo there") }
            #expect(certificates == "there")
        }

        @Test func noProgramInItRaisesPrivileges() async throws {
            let raising = try await Engine.run {
                let find = ["--user", "0", "--entrypoint", "/usr/bin/find", try #require(Engine.image)]
                return try await $0.docker(["run", "--rm"] + find + ["/", "-xdev", "-perm", "/6000", "-type", "f"])
            }
            #expect(raising == "")
        }

        @Test(arguments: [("sbom.spdx.json", "packages"), ("sbom.cdx.json", "components")])
        func theListsOfItsContentsAreWhole(file: String, list: String) async throws {
            let (text, installed) = try await Engine.run { engine in
                (try await engine.shell("cat /usr/share/roost/\(file)"), try await engine.shell("dpkg-query -W -f '${Package}\\n'"))
            }
            let names = try #require(try JSONValue(parsing: text)[list]?.array).compactMap { $0["name"]?.string }
            #expect(names.starts(with: ["roost", "claude"]))
            #expect(Set(names.dropFirst(2)) == Set(installed.split(separator: "\n").map(String.init)))
        }

        /// The context held this text in an .env, in a key and in a session (scripts/test-docker).
        @Test func nothingSecretOfTheContextIsInALayer() async throws {
            let canary = try #require(Engine.variable("ROOST_DOCKER_CANARY"))
            try await Engine.run { engine in
                let found = try await engine.linesInLayers(holding: canary)
                #expect(found == "0")
                let known = try await engine.linesInLayers(holding: "roost:x:1000:1000")
                #expect(known != "0", "the search finds nothing at all")
            }
        }

        @Test func theSameContextGivesTheSameLayers() async throws {
            let twin = try #require(Engine.variable("ROOST_DOCKER_TWIN"))
            let layers = try await image("{{json .RootFS.Layers}}")
            let again = try await Engine.run { try await $0.docker("image", "inspect", twin, "--format", "{{json .RootFS.Layers}}") }
            #expect(layers == again)
        }
    }
}
