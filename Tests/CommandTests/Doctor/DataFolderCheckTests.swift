import EventLoop
import Testing

@testable import Command

@Suite struct DataFolderCheckTests {
    @Test func aFolderIsTriedAndLeftAsItWas() throws {
        let scratch = try ScratchFolder()
        try scratch.file("a", "x")
        let finding = DataFolderCheck(folder: scratch.path).writability()
        #expect(finding.status == .ok && Files.entries(of: scratch.path) == ["a"])
    }

    @Test func aFolderThatIsNotThereIsNotMade() throws {
        let scratch = try ScratchFolder()
        try scratch.file("a", "x")
        let check = DataFolderCheck(folder: "\(scratch.path)/b/c")
        #expect(check.writability().status == .ok && check.disk().status != .failed)
        #expect(Files.entries(of: scratch.path) == ["a"])
    }

    @Test(arguments: ["/proc", "/proc/none/x"]) func whereNothingCanBeWrittenItFails(folder: String) {
        let finding = DataFolderCheck(folder: folder).writability()
        #expect(finding.status == .failed && finding.message.contains("/proc"))
    }
}
