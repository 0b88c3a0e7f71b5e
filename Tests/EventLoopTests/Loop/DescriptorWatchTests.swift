import CLinux
import Glibc
import Testing

@testable import EventLoop

@Suite(.timeLimit(.minutes(1))) struct DescriptorWatchTests {
    /// A pair of connected sockets, both closed afterwards.
    private func withPair(_ body: (Int32, Int32) async throws -> Void) async throws {
        var first: Int32 = -1
        var second: Int32 = -1
        #expect(roost_socketpair(&first, &second) == 0)
        defer {
            close(first)
            close(second)
        }
        try await body(first, second)
    }

    @Test func readinessIsToldAsLongAsItIsWatchedFor() async throws {
        try await withLoop { loop in
            try await self.withPair { mine, theirs in
                var seen: [DescriptorWatch.Readiness] = []
                let watch = try DescriptorWatch(mine, on: loop) { seen.append($0) }
                watch.watch(for: .write)
                while seen.isEmpty { try await loop.sleep(for: .milliseconds(1)) }
                #expect(seen.first == .write)
                watch.watch(for: .read)
                try await loop.sleep(for: .milliseconds(5))
                seen = []
                write(theirs, "x", 1)
                while seen.isEmpty { try await loop.sleep(for: .milliseconds(1)) }
                #expect(seen.first == .read)
                watch.watch(for: [])
                seen = []
                try await loop.sleep(for: .milliseconds(5))
                #expect(seen.isEmpty)
                watch.close()
            }
        }
    }

    @Test func aClosedWatchIsSilentAndItsDescriptorCanBeWatchedAnew() async throws {
        try await withLoop { loop in
            try await self.withPair { mine, _ in
                var first = 0
                var second = 0
                let watch = try DescriptorWatch(mine, on: loop) { _ in first += 1 }
                watch.watch(for: .write)
                watch.close()
                watch.close()
                watch.watch(for: .write)
                let next = try DescriptorWatch(mine, on: loop) { _ in second += 1 }
                next.watch(for: .write)
                while second == 0 { try await loop.sleep(for: .milliseconds(1)) }
                #expect(first == 0)
                next.close()
            }
        }
    }

    @Test func aDescriptorThatIsNoneIsRefused() async throws {
        try await withLoop { loop in
            let refusal = #expect(throws: IOError.self) { _ = try DescriptorWatch(-1, on: loop) { _ in } }
            #expect(refusal?.errno == EBADF)
        }
    }

    /// Without it the loop could not end.
    @Test func aWatchThatIsLeftEndsWithItsLoop() async throws {
        try await withPair { mine, _ in
            try await withLoop { loop in
                let watch = try DescriptorWatch(mine, on: loop) { _ in }
                watch.watch(for: .read)
            }
        }
    }
}
