import EventLoop
import Testing

/// The page that says which test holds which row.
@Suite struct ProtocolCoverageTests {
    private let checkout = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    private func text(_ path: String) throws -> String { String(decoding: try Files.read(path, upTo: 4 << 20), as: UTF8.self) }

    private func sources(below folder: String) throws -> String {
        try Files.entries(of: folder).map { name in
            let path = "\(folder)/\(name)"
            return name.hasSuffix(".swift") ? try text(path) : try sources(below: path)
        }.joined(separator: "\n")
    }

    @Test func everyTestThatIsNamedExists() throws {
        let page = try text(checkout + "/Sources/ClaudeAgent/ClaudeAgent.docc/ProtocolCoverage.md")
        let tests = try ["ClaudeAgentTests", "ClaudeAgentDriverTests"].map { try sources(below: "\(checkout)/Tests/\($0)") }.joined()
        let named = page.matches(of: /`[A-Za-z.]+Tests\/([A-Za-z]+)`/).map { String($0.1) }
        #expect(named.count > 100)
        for name in named { #expect(tests.contains("func \(name)("), "there is no test \(name)") }
    }
}
