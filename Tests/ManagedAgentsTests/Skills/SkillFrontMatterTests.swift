import Testing

@testable import ManagedAgents

@Suite struct SkillFrontMatterTests {
    @Test(arguments: [
        "---\nname: birds\ndescription: Of birds: all.\n---\n", "---\r\nname: birds\r\ndescription: 'Of birds: all.'\r\n---\r\nbody",
        "---\n# note\nname: \"birds\"\nlicense: MIT\ndescription: >\n  Of birds:\n  all.\nmetadata:\n  a: b\n---",
        "---  \nname: birds\ndescription: |-\n  Of birds: all.\n---\n---\n",
    ])
    func aHeadIsRead(_ text: String) throws {
        let front = try SkillFrontMatter(text)
        #expect(front.name == "birds")
        #expect(front.description == "Of birds: all.")
    }

    @Test(arguments: [
        "", "name: birds", "---\nname: birds\ndescription: d\n", "---\nname: -birds\ndescription: d\n---", "---\ndescription: d\n---",
        "---\nname: birds\ndescription: ''\n---", "---\nname: " + String(repeating: "a", count: 65) + "\ndescription: d\n---",
        "---\nname: birds\ndescription: " + String(repeating: "a", count: 1025) + "\n---",
    ])
    func anotherHeadIsRefused(_ text: String) {
        #expect(throws: ManagedError.self) { try SkillFrontMatter(text) }
    }

    @Test(arguments: [("birds/SKILL.md", "SKILL.md"), ("birds/a b/ü.txt", "a b/ü.txt"), ("b/..a", "..a")])
    func aPathBelowOneFolderIsTaken(_ text: String, _ rest: String) {
        #expect(SkillPath(text)?.rest == rest)
    }

    @Test(arguments: [
        "", "SKILL.md", "/a/b", "a//b", "a/../b", "a/./b", "a/b/", "a\\b/c", "a/\u{0}", "a/" + String(repeating: "x", count: 256),
        String(repeating: "a/", count: 17) + "b",
    ])
    func anotherPathIsRefused(_ text: String) {
        #expect(SkillPath(text) == nil)
    }
}
