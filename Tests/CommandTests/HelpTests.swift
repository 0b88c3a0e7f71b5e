import EventLoop
import Testing

@testable import Command

@Suite struct HelpTests {
    @Test func everyCommandIsListed() {
        let text = HelpText.overview()
        for verb in Verb.table { #expect(text.contains("  \(verb.name.rawValue) ") && text.contains(verb.summary)) }
        #expect(Verb.table.map(\.name).sorted { $0.rawValue < $1.rawValue } == Verb.Name.allCases.sorted { $0.rawValue < $1.rawValue })
    }

    @Test(arguments: Verb.table)
    func everySettingOfACommandIsInItsHelp(verb: Verb) {
        let text = HelpText.of(verb)
        for setting in verb.settings {
            if let usage = setting.usage { #expect(text.contains(usage)) }
            if let variable = setting.variable { #expect(text.contains(variable)) }
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    }

    @Test func aFamilyIsExplainedAsAWhole() throws {
        #expect(try HelpText.about(["cli"]).contains("cli verify"))
        #expect(try HelpText.about(["cli", "install"]).contains("--wheel FILE"))
        #expect(throws: CommandError.self) { try HelpText.about(["srve"]) }
    }

    @Test func noSettingIsNamedTwiceInOneCommand() {
        for verb in Verb.table {
            let flags = verb.settings.compactMap(\.flag)
            let variables = verb.settings.flatMap(\.variables)
            #expect(Set(flags).count == flags.count && Set(variables).count == variables.count)
        }
    }

    @Test func noSecretIsAFlag() {
        #expect(Setting.all.allSatisfy { $0.form != .secret || $0.flag == nil })
    }

    /// The documentation's tables are made from the settings: on a difference, the expected table is what to put there.
    @Test(
        arguments: [("serve", Verb.Name.serve), ("run", .run), ("operations", .doctor)] + Verb.sessionVerbs.map { ("sessions", $0.name) }
    )
    func theDocumentedTablesAreTrue(page: String, name: Verb.Name) throws {
        let checkout = String(#filePath.prefix(upTo: try #require(#filePath.firstRange(of: "/Tests/CommandTests/")).lowerBound))
        let text = String(decoding: try Files.read("\(checkout)/docs/\(page).md", upTo: 1 << 20), as: UTF8.self)
        #expect(text.contains(SettingTable.markdown(.named(name))), "put this there:\n\(SettingTable.markdown(.named(name)))")
        #expect(page != "run" || text.contains(SettingTable.exitCodes()), "put this there:\n\(SettingTable.exitCodes())")
    }
}
