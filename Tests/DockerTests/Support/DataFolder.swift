import EventLoop
import Glibc
import TestSupport

/// Runs `body` with a folder that belongs to the image's user, as docs/docker.md has a person make it.
func withDataFolder<T: Sendable>(_ body: @Sendable (String) async throws -> T) async throws -> T {
    try await withTemporaryFolder { folder in
        try Files.setMode(0o755, of: folder)
        let data = "\(folder)/sessions"
        try Files.makePrivateFolder(data)
        guard chown(data, 1000, 1000) == 0 else { throw IOError(.system(errno), "give \(data) away") }
        return try await body(data)
    }
}
