import EventLoop
import Glibc
import Testing

@Suite struct FileLockTests {
    private func withPath(_ body: (String) throws -> Void) throws {
        let path = "/tmp/roost-lock-\(UInt64.random(in: 0...UInt64.max))"
        defer { Files.removeIfPresent(path) }
        try body(path)
    }

    @Test func aSecondOneIsToldWhoHoldsTheFirst() throws {
        try withPath { path in
            let first = try FileLock(path: path)
            let held = #expect(throws: FileLock.Held.self) { try FileLock(path: path) }
            #expect(held?.pid == getpid())
            withExtendedLifetime(first) {}
        }
    }

    @Test func anUnsignedOneWritesNothing() throws {
        try withPath { path in
            let first = try FileLock.unsigned(path: path)
            let held = #expect(throws: FileLock.Held.self) { try FileLock.unsigned(path: path) }
            #expect(held?.pid == nil)
            #expect(try Files.read(path, upTo: 100) == [])
            withExtendedLifetime(first) {}
        }
    }

    @Test func aFailedOneLeavesNoDescriptorOpen() throws {
        try withPath { path in
            let first = try FileLock.unsigned(path: path)
            for _ in 0..<10 { #expect(throws: FileLock.Held.self) { try FileLock.unsigned(path: path) } }
            let open = Files.entries(of: "/proc/self/fd").filter { (try? Files.canonical("/proc/self/fd/\($0)")) == path }
            #expect(open.count == 1)
            withExtendedLifetime(first) {}
        }
    }

    @Test func aLinkIsNotFollowed() throws {
        try withPath { path in
            #expect(symlink("/etc/hostname", path) == 0)
            #expect(throws: IOError.self) { try FileLock.unsigned(path: path) }
        }
    }
}
