import ClaudeAgent
import Testing

/// Golden values, computed by another program from the rule in protocol notes 11.
private let keys: [(String, String)] = [
    ("/work/app", "-work-app"),
    ("/srv/ten ant/ä_😀.d", "-srv-ten-ant------d"),
    ("/" + String(repeating: "a", count: 199), "-" + String(repeating: "a", count: 199)),
    ("/" + String(repeating: "a", count: 200), "-" + String(repeating: "a", count: 199) + "-b6ymvl"),
    ("/" + String(repeating: "b/", count: 150), "-" + String(repeating: "b-", count: 99) + "b-vvpwtv"),
    ("/" + String(repeating: "😀", count: 110), String(repeating: "-", count: 200) + "-kaqd5"),
    ("/x" + String(repeating: "é", count: 300), "-x" + String(repeating: "-", count: 198) + "-69p2mv"),
]

@Suite struct ProjectKeyTests {
    @Test(arguments: keys) func isThatOfTheCLI(_ path: String, _ key: String) {
        #expect(ProjectKey(canonicalPath: path).text == key)
        #expect("\(ProjectKey(canonicalPath: path))" == key)
    }

    @Test func composedAndDecomposedLettersDiffer() {
        #expect(ProjectKey(canonicalPath: "/e\u{301}").text == "-e-")
        #expect(ProjectKey(canonicalPath: "/\u{E9}").text == "--")
    }
}
