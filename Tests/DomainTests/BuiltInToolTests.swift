import Domain
import Testing

@Suite struct BuiltInToolTests {
    @Test func everyToolHasTheCommandLinesName() {
        #expect(BuiltInTool.allCases.map(\.commandLineName) == ["Bash", "Read", "Write", "Edit", "Glob", "Grep", "WebFetch", "WebSearch"])
        #expect(BuiltInTool.allCases.map(\.rawValue) == ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"])
    }

    @Test func whatRunsOrWritesIsDangerousAndWhatReadsIsKnown() {
        #expect(BuiltInTool.allCases.filter(\.isDangerous) == [.bash, .write, .edit])
        #expect(BuiltInTool.allCases.filter(\.readsFiles) == [.read, .glob, .grep])
    }

    @Test func onlyANamedIsolationAllowsThem() {
        #expect(Isolation.allCases.filter(\.allowsDangerousTools) == [.none, .container])
    }
}
