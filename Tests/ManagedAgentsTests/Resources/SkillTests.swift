import EventLoop
import HTTP
import JSON
import ManagedAgents
import TestSupport
import Testing

@Suite struct SkillTests {
    private static func main(_ name: String, _ description: String) -> String {
        "---\nname: \(name)\ndescription: \(description)\n---\nSay it.\n"
    }

    private static func files(_ description: String, _ more: [(String, String)] = []) -> [(field: String, name: String?, content: String)] {
        ([("birds/SKILL.md", main("birds", description))] + more).map { ("files[]", $0.0, $0.1) }
    }

    @Test func aSkillHasVersions() async throws {
        try await ResourceFixture.run { service, resources in
            let skill = try await service.upload("/v1/skills", Self.files("of birds", [("birds/a/b.txt", "bird")])).json
            let path = "/v1/skills/\(skill["id"]?.string ?? "")"
            #expect(skill["display_name"] == "birds")
            #expect(skill["source"] == ["type": "custom"])
            let first = skill["latest_version_id"]?.string ?? ""
            let package = try await resources.skills.package(first)
            #expect(package?.name == "birds")
            #expect(Files.exists("\(package?.folder ?? "")/SKILL.md"))
            #expect(Files.exists("\(package?.folder ?? "")/a/b.txt"))
            let second = try await service.upload("\(path)/versions", Self.files("of wrens")).json
            #expect(second["name"] == "birds")
            #expect(second["description"] == "of wrens")
            #expect(second["skill_id"] == skill["id"])
            let latest = try await service.send(.get, path).json["latest_version_id"]
            #expect(latest == second["id"])
            let versions = try await service.send(.get, "\(path)/versions").json
            #expect(versions["data"]?.array?.compactMap { $0["id"]?.string } == [second["id"]?.string ?? "", first])
            let listed = try await service.send(.get, "/v1/skills?source=custom").json
            #expect(listed["data"]?.array?.count == 1)
            let foreign = try await service.send(.get, "/v1/skills?source=anthropic").json
            #expect(foreign["data"] == [])
            let removed = try await service.send(.delete, "\(path)/versions/\(second["id"]?.string ?? "")").json
            #expect(removed["type"] == "skill_version_deleted")
            let back = try await service.send(.get, path).json["latest_version_id"]
            #expect(back?.string == first)
            let gone = try await service.send(.delete, path).json
            #expect(gone["type"] == "skill_deleted")
            #expect(!Files.exists(package?.folder ?? "/"))
        }
    }

    @Test func itsContentIsAnArchiveThatOthersRead() async throws {
        try await ResourceFixture.run { service, _ in
            let skill = try await service.upload("/v1/skills", Self.files("of birds", [("birds/ü.txt", "Übung"), ("birds/d/e", "")])).json
            let path = "/v1/skills/\(skill["id"]?.string ?? "")/versions/\(skill["latest_version_id"]?.string ?? "")/content"
            let reply = try await service.send(.get, path)
            #expect(reply.fields["content-type"] == "application/zip")
            try Files.writePrivately(reply.bytes, to: "\(service.folder)/a.zip")
            let command = ProcessCommand(
                executable: "/usr/bin/python3",
                arguments: [
                    "-c",
                    "import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), sorted((n, z.read(n).decode()) for n in z.namelist() if 'SKILL' not in n))",
                    "\(service.folder)/a.zip",
                ],
                environment: ["PYTHONIOENCODING": "utf-8"]
            )
            let child = try await ChildProcess.spawn(command, on: service.loop)
            var text: [UInt8] = []
            while let piece = try await child.standardOutput.read() { text += piece }
            _ = await child.exitStatus(within: .seconds(30))
            #expect(String(decoding: text, as: UTF8.self) == "None [('birds/d/e', ''), ('birds/ü.txt', 'Übung')]\n")
        }
    }

    @Test func anAgentNamesASkillAndGetsItsVersion() async throws {
        try await ResourceFixture.run { service, _ in
            let skill = try await service.upload("/v1/skills", Self.files("of birds")).json
            let reference: JSONValue = ["type": "custom", "skill_id": skill["id"] ?? .null]
            let tools: JSONValue = [["type": "agent_toolset_20260401"]]
            let agent = try await service.send(.post, "/v1/agents", ["name": "A", "model": "m", "tools": tools, "skills": [reference]]).json
            #expect(
                agent["skills"] == [["type": "custom", "skill_id": skill["id"] ?? .null, "version": skill["latest_version_id"] ?? .null]]
            )
            _ = try await service.send(.delete, "/v1/skills/\(skill["id"]?.string ?? "")")
            let renamed = try await service.send(.post, "/v1/agents/\(agent["id"]?.string ?? "")", ["name": "B"]).json
            #expect(renamed["skills"] == agent["skills"])
            let gone = try await service.send(.post, "/v1/agents/\(agent["id"]?.string ?? "")", ["skills": [reference]])
            #expect(gone.status == 400)
            let without = try await service.send(.post, "/v1/agents", ["name": "A", "model": "m", "skills": [reference]])
            #expect(without.status == 400)
            #expect(without.message.contains("read"))
        }
    }

    @Test func whatIsNoSkillIsRefusedAndLeavesNothing() async throws {
        try await ResourceFixture.run { service, resources in
            let main = Self.main("birds", "of birds")
            let forms: [[(field: String, name: String?, content: String)]] = [
                [], [("files[]", "SKILL.md", main)], [("files[]", "birds/other.md", main)], [("files[]", "birds/../SKILL.md", main)],
                [("files[]", "/birds/SKILL.md", main)], [("files[]", "birds/SKILL.md", main), ("files[]", "cats/a", "x")],
                [("files[]", "birds/SKILL.md", main), ("files[]", "birds/SKILL.md", main)],
                [("files[]", "birds/SKILL.md", main), ("files[]", "birds/SKILL.md/a", "x")], [("files[]", "birds/SKILL.md", "no head")],
                [("files[]", "birds/SKILL.md", "---\nname: Birds!\ndescription: d\n---\n")],
                [("files[]", "birds/SKILL.md", "---\nname: birds\n---\n")], [("files[]", "birds/SKILL.md", main), ("x", nil, "y")],
                [("file", "birds/SKILL.md", main)],
            ]
            for form in forms {
                let reply = try await service.upload("/v1/skills", form)
                #expect(reply.status == 400)
            }
            let skill = try await service.upload("/v1/skills", Self.files("of birds")).json
            let other = [(field: "files[]", name: Optional("birds/SKILL.md"), content: Self.main("cats", "of cats"))]
            let renamed = try await service.upload("/v1/skills/\(skill["id"]?.string ?? "")/versions", other)
            #expect(renamed.status == 400)
            let folder = try await resources.skills.package(skill["latest_version_id"]?.string ?? "")?.folder ?? ""
            let all = String(folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.endIndex))
            #expect(Files.entries(of: all).count == 1)
        }
    }
}
