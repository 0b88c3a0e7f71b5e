import EventLoop
import Testing

/// By itself: others that allocate meanwhile would be measured too.
@Suite(.serialized) struct OwnProcessTests {
    /// 32 MB in small blocks of which only the last is left: it keeps the others from being given back by themselves.
    private static func leaveHoles() -> UnsafeMutableRawPointer? {
        let blocks = (0..<32_768).map { _ in UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 8) }
        for block in blocks { block.initializeMemory(as: UInt8.self, repeating: 1, count: 1000) }
        for block in blocks.dropLast() { block.deallocate() }
        return blocks.last
    }

    @Test func memoryThatWasFreedIsGivenBack() throws {
        let last = Self.leaveHoles()
        let before = try #require(OwnProcess.residentBytes)
        OwnProcess.returnFreeMemory()
        let after = try #require(OwnProcess.residentBytes)
        last?.deallocate()
        #expect(before - after > 16 << 20, "\(before) and \(after)")
    }

    @Test func memoryThatWasFreedIsGivenBackWhenItIsMuch() {
        let last = Self.leaveHoles()
        #expect(!OwnProcess.returnFreeMemory(beyond: 64 << 30))
        #expect(OwnProcess.returnFreeMemory(beyond: 16 << 20))
        last?.deallocate()
    }
}
