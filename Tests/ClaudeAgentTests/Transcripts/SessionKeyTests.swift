import ClaudeAgent
import Testing

@Suite struct SessionKeyTests {
    @Test func mainTranscriptsHaveAPathAndNoMetadata() throws {
        let key = try SessionKey(projectKey: "-w", sessionID: sampleID)
        #expect(key.transcriptPath(configDirectory: "/c") == "/c/projects/-w/\(sampleID).jsonl")
        #expect(key.metadataPath(configDirectory: "/c") == nil)
        #expect(key.transcriptPath(configDirectory: "/c//") == "/c/projects/-w/\(sampleID).jsonl")
    }

    @Test func subagentsHaveBoth() throws {
        let key = try SessionKey.subagent("a1", projectKey: "-w", sessionID: sampleID)
        #expect(key.subpath == "subagents/agent-a1")
        #expect(key.transcriptPath(configDirectory: "/c") == "/c/projects/-w/\(sampleID)/subagents/agent-a1.jsonl")
        #expect(key.metadataPath(configDirectory: "/c") == "/c/projects/-w/\(sampleID)/subagents/agent-a1.meta.json")
    }

    @Test(arguments: [nil, "subagents/agent-a1", "subagents/deep/er/agent-a1"]) func whatIsWrittenIsRead(_ subpath: String?) throws {
        let key = try SessionKey(projectKey: "-w", sessionID: "s", subpath: subpath)
        #expect(SessionKey(mirrorPath: key.transcriptPath(configDirectory: "/c"), configDirectory: "/c") == key)
    }

    @Test(arguments: [
        "/c/projects/k/s/x.jsonl", "/c/projects/s.jsonl", "/c/projects/k/s.json", "/other/projects/k/s.jsonl", "/c/projects/k/../s.jsonl",
        "/c/projects/../s.jsonl", "/c/projects/k/s/../../x.jsonl", "/c/projects/k/s//x.jsonl", "/c/projects//s.jsonl",
        "/c/projects/k/.jsonl",
        "/c/projects/k/s/a\\b/x.jsonl", "/c/projects/k/s/C:/x.jsonl", "/c/projects/k/s/a\u{0}/x.jsonl", "/c/projectsk/s.jsonl", "",
        "projects/k/s.jsonl", "/c/projects/k/s/subagents/...jsonl",
    ]) func otherPathsAreNoTranscripts(_ path: String) {
        #expect(SessionKey(mirrorPath: path, configDirectory: "/c") == nil)
    }

    @Test(arguments: ["", ".", "..", "a/b", "/a", "a\\b", "C:x", "a\u{0}", "a\nb", "\u{7F}"]) func unsafeNamesAreRefused(_ name: String) {
        for make in [{ try SessionKey(projectKey: name, sessionID: "s") }, { try SessionKey(projectKey: "k", sessionID: name) }] {
            let error = #expect(throws: AgentError.self) { try make() }
            #expect(error?.code == .unsafePath)
        }
    }

    @Test(arguments: ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a/b\\c", "a/\u{0}"]) func unsafeSubpathsAreRefused(
        _ subpath: String
    ) {
        #expect(throws: AgentError.self) { try SessionKey(projectKey: "k", sessionID: "s", subpath: subpath) }
    }
}
