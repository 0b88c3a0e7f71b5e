import Testing

@testable import ModelStub

@Suite struct DirectiveScannerTests {
    @Test func directiveIsCutOutOfTheWords() {
        let scan = DirectiveScanner("Grüße [[slow:50]] an [[drop]] alle")
        #expect(scan.found.map(\.name) == [.slow, .drop])
        #expect(scan.found.map(\.argument) == ["50", ""])
        #expect(scan.found.map(\.source) == ["[[slow:50]]", "[[drop]]"])
        #expect(scan.remainder == "Grüße  an  alle")
    }

    @Test(arguments: [
        "[[ -f x ]]", "[[wiki page]]", "[[unknown:1]]", "[[tool", "[[text:no end", "[drop]", "[[drop]", "[[size matters]]", "[[",
    ])
    func otherBracketsStayWords(text: String) {
        let scan = DirectiveScanner(text)
        #expect(scan.found.isEmpty)
        #expect(scan.remainder == text)
    }

    @Test(arguments: [
        #"[[tool:Bash {"command":"[[ -f x ]] && echo ]]"}]]"#,
        #"[[tool:Bash {"command":"echo \"}]]\" \\"}]]"#,
        #"[[also:Agent {"prompt":"[[tool:Bash {\"command\":\"ls\"}]]","list":[[1]]}]]"#,
        "[[tool:Read]]",
    ])
    func jsonMayHoldTheClosingBrackets(text: String) {
        let scan = DirectiveScanner("a \(text) b")
        #expect(scan.found.map(\.source) == [text])
        #expect(scan.remainder == "a  b")
    }

    @Test func brokenJSONStillCountsAsADirective() {
        let scan = DirectiveScanner(#"[[tool:Bash {"command":"x]] and [[drop]]"#)
        #expect(scan.found.map(\.source) == [#"[[tool:Bash {"command":"x]]"#, "[[drop]]"])
    }

    @Test(arguments: DirectiveName.allCases)
    func everyNameIsFound(name: DirectiveName) {
        #expect(DirectiveScanner("[[\(name.rawValue):1]]").found.map(\.name) == [name])
    }
}
