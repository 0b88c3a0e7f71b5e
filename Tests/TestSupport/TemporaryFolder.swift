internal import EventLoop

/// Runs `body` with the path of a private folder, which is gone afterwards.
public func withTemporaryFolder<T: Sendable>(_ body: @Sendable (String) async throws -> T) async throws -> T {
    let folder = "/tmp/roost-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    try Files.makePrivateFolder(folder)
    let result: Result<T, any Error>
    do { result = .success(try await body(folder)) } catch { result = .failure(error) }
    // Off the loop that the caller may be on: a tree can be large.
    await BlockingExecutor.shared.perform { Files.removeTree(folder) }
    return try result.get()
}
