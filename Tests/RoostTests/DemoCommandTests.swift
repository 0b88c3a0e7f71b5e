import EventLoop
import Glibc
import Testing

@Suite(.serialized) struct DemoCommandTests {
    @Test func theDemoRunsThroughOfflineAndLeavesNothing() async throws {
        let before = Set(Files.entries(of: "/tmp").filter { $0.hasPrefix("roost-demo-") })
        let outcome = try await Program.run(["demo"], limit: .seconds(115))
        #expect(outcome.code == 0 && outcome.talk.isEmpty)
        #expect(outcome.output.split(separator: "\n").count { $0.contains("✓") } == 4)
        for words in [
            "1st message", "2nd message", "3rd message", "killed with SIGKILL", "nothing left behind", "all three are remembered",
        ] {
            #expect(outcome.output.contains(words))
        }
        #expect(!outcome.output.contains("\u{1B}"))
        #expect(Set(Files.entries(of: "/tmp").filter { $0.hasPrefix("roost-demo-") }).isSubset(of: before))
    }

    @Test func whatIsWrongIsTold() async throws {
        let outcome = try await Program.run(["demo"], ["ROOST_GUARDIAN": "/nonexistent"], limit: .seconds(60))
        #expect(outcome.code != 0 && outcome.talk.contains("ROOST_GUARDIAN") && outcome.lines.count == 1)
    }
}
