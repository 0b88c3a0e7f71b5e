import EventLoop
import Testing

@Suite struct OwnProcessTests {
    @Test func memoryThatWasFreedIsGivenBack() throws {
        // The last block keeps the others from being given back by themselves.
        let blocks = (0..<32_768).map { _ in UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 8) }
        for block in blocks { block.initializeMemory(as: UInt8.self, repeating: 1, count: 1000) }
        for block in blocks.dropLast() { block.deallocate() }
        let before = try #require(OwnProcess.residentBytes)
        OwnProcess.returnFreeMemory()
        let after = try #require(OwnProcess.residentBytes)
        blocks.last?.deallocate()
        #expect(before - after > 16 << 20, "\(before) and \(after)")
    }
}
