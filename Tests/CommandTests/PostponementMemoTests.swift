import EventLoop
import Testing

@testable import Command

@Suite struct PostponementMemoTests {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
        try Files.makeFolder("\(scratch.path)/data/roost")
    }

    private func memo(_ program: String) -> PostponementMemo? { PostponementMemo(of: program, in: "\(scratch.path)/data") }

    @Test(arguments: [true, false]) func whatCameOfItIsRememberedForTheFile(answer: Bool) throws {
        let path = try scratch.file("claude", "\u{7F}ELFfirst")
        #expect(try #require(memo(path)).answer == nil)
        try #require(memo(path)).note(answer)
        #expect(try #require(memo(path)).answer == answer)
        #expect(try #require(memo("/bin/sh")).answer == nil)
        Files.removeIfPresent(path)
        _ = try scratch.file("claude", "\u{7F}ELFsecond")
        #expect(try #require(memo(path)).answer == nil)
    }

    @Test func aScriptIsNeverRemembered() throws {
        #expect(memo(try scratch.script("claude", "true")) == nil && memo("/nonexistent") == nil)
    }

    @Test(arguments: ["", "[]", "{\"file\": 7}", "\u{0}"]) func aDamagedMemoIsNone(text: String) throws {
        try scratch.file("data/roost/claude.json", text)
        let damaged = try #require(memo("/bin/sh"))
        #expect(damaged.answer == nil)
        damaged.note(true)
        #expect(damaged.answer == true)
    }

    @Test func whereNothingCanBeWrittenNothingIsRemembered() throws {
        let memo = try #require(PostponementMemo(of: "/bin/sh", in: "/proc/none"))
        memo.note(true)
        #expect(memo.answer == nil)
    }
}
