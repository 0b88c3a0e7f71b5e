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
            let programs = ["roost", "roost-guardian", "claude"]
            let within = ["swift-runtime", "llhttp", "simdjson", "libstdc++", "glibc", "libgcc"]
            #expect(names.starts(with: programs + within))
            #expect(names.dropFirst(programs.count + within.count).sorted() == installed.split(separator: "\n").map(String.init).sorted())
        }

        @Test(arguments: ["/usr/local/bin/roost", "/usr/local/bin/roost-guardian", "/opt/roost/claude"])
        func theListsHaveTheHashesOfThePrograms(path: String) async throws {
            let hash = try await Engine.run { try await $0.shell("sha256sum \(path)") }.prefix(64)
            let name = String(path.split(separator: "/").last ?? "")
            let package = try #require(try await list("sbom.spdx.json")["packages"]?.array?.first { $0["name"]?.string == name })
            #expect(package["checksums"]?[0]?["checksumValue"]?.string == String(hash))
            let component = try #require(try await list("sbom.cdx.json")["components"]?.array?.first { $0["name"]?.string == name })
            #expect(component["hashes"]?[0]?["content"]?.string == String(hash))
        }

        @Test func whatIsBuiltIntoAProgramIsSaidToBe() async throws {
            let spdx = try await list("sbom.spdx.json")
            let names = Dictionary(
                uniqueKeysWithValues: (spdx["packages"]?.array ?? []).map { ($0["SPDXID"]?.string ?? "", $0["name"]?.string ?? "") }
            )
            let links = (spdx["relationships"]?.array ?? []).filter { $0["relationshipType"]?.string == "STATIC_LINK" }.map { link in
                ["spdxElementId", "relatedSpdxElement"].map { names[link[$0]?.string ?? ""] ?? "?" }.joined(separator: " < ")
            }
            let roost = ["swift-runtime", "llhttp", "simdjson", "libstdc++"].map { "roost < \($0)" }
            #expect(links == roost + ["glibc", "libgcc"].map { "roost-guardian < \($0)" })
            let cyclone = try await list("sbom.cdx.json")
            let known = Set((cyclone["components"]?.array ?? []).compactMap { $0["bom-ref"]?.string })
            let dependencies = cyclone["dependencies"]?.array ?? []
            #expect(dependencies.map { $0["dependsOn"]?.array?.count } == [4, 2])
            let named = dependencies.flatMap { ($0["dependsOn"]?.array ?? []).compactMap(\.string) + [$0["ref"]?.string ?? "?"] }
            #expect(Set(named).isSubset(of: known))
        }

        @Test func theListIsOfThisImageAlone() async throws {
            let namespace = try #require(try await list("sbom.spdx.json")["documentNamespace"]?.string)
            let machine = try await Engine.run { try await $0.shell("uname -m") }
            let labels = try JSONValue(parsing: try await image("{{json .Config.Labels}}"))
            let revision = try #require(labels["org.opencontainers.image.revision"]?.string)
            let version = try #require(labels["org.opencontainers.image.version"]?.string)
            #expect(revision != "unknown")
            #expect(namespace.hasPrefix("urn:roost:image:\(version):\(machine):\(revision):"))
            #expect(namespace.split(separator: ":").last?.count == 32)
        }

        private func list(_ file: String) async throws -> JSONValue {
            try JSONValue(parsing: try await Engine.run { try await $0.shell("cat /usr/share/roost/\(file)") })
        }

        /// The context held this text in an .env, in a key and in a session (scripts/test-docker).
        @Test(.enabled(if: Engine.variable("ROOST_DOCKER_CANARY") != nil, "nothing secret was put into the context"))
        func nothingSecretOfTheContextIsInALayer() async throws {
            let canary = try #require(Engine.variable("ROOST_DOCKER_CANARY"))
            try await Engine.run { engine in
                let found = try await engine.linesInLayers(holding: canary)
                #expect(found == "0")
                let known = try await engine.linesInLayers(holding: "roost:x:1000:1000")
                #expect(known != "0", "the search finds nothing at all")
            }
        }

        @Test(.enabled(if: Engine.variable("ROOST_DOCKER_TWIN") != nil, "it was built once"))
        func theSameContextGivesTheSameLayers() async throws {
            let twin = try #require(Engine.variable("ROOST_DOCKER_TWIN"))
            let layers = try await image("{{json .RootFS.Layers}}")
            let again = try await Engine.run { try await $0.docker("image", "inspect", twin, "--format", "{{json .RootFS.Layers}}") }
            #expect(layers == again)
        }

        /// An image that says it is for one machine and holds the programs of another would fail at its first start.
        @Test(
            .enabled(if: Engine.variable("ROOST_DOCKER_CONTEXT") != nil, "there is no context"),
            arguments: [("--build-arg", "TARGETARCH=arm64"), ("--build-arg", "TARGETARCH=riscv64")]
        )
        func anImageForAnotherPlatformIsRefused(flag: String, value: String) async throws {
            let context = try #require(Engine.variable("ROOST_DOCKER_CONTEXT"))
            let outcome = try await Engine.run { engine in
                let build = ["build", "--target", "from-context", "--build-arg", "RUNTIME_IMAGE=roost-base", flag, value]
                let file = ["-f", "\(context)/deploy/docker/Dockerfile", context]
                return try await engine.call(build + file, ["DOCKER_BUILDKIT": "1", "BUILDKIT_PROGRESS": "plain"])
            }
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("the image is to be for") && outcome.errors.contains("--target from-source"))
        }
    }
}
