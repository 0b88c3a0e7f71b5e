import EventLoop
import Testing

@Suite struct FileSystemTests {
    @Test func aFolderLiesOnOneWithSomeRoom() throws {
        let system = try FileSystem.of("/tmp")
        #expect(!system.name.isEmpty && system.free >= 0)
    }

    @Test func memoryIsKnownToPass() throws {
        guard Files.exists("/dev/shm"), case let system = try FileSystem.of("/dev/shm"), system.name != "overlay" else { return }
        #expect(system.kind == .passing)
    }

    @Test func whatIsNotThereIsNamed() {
        #expect { try FileSystem.of("/nonexistent/x") } throws: { "\($0)".contains("/nonexistent/x") }
    }
}
