import Encryption
import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

@Suite struct VaultKeyFileTests {
    @Test func aKeyIsMadeOnceForItsUserAlone() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/vault.key"
            let key = try VaultKeyFile.open(path)
            #expect(try VaultKeyFile.open(path).reveal() == key.reveal())
            #expect(try VaultKeyFile.read(path).reveal() == key.reveal())
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test(arguments: ["", "abc", String(repeating: "zz", count: 32), String(repeating: "ab", count: 33)])
    func whatIsNoKeyIsRefused(_ text: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/vault.key"
            #expect(throws: ServerError.self) { try VaultKeyFile.read(path) }
            try Files.writePrivately(Array(text.utf8), to: path)
            #expect(throws: ServerError.self) { try VaultKeyFile.read(path) }
            #expect(throws: ServerError.self) { try VaultKeyFile.open(path) }
            #expect(try Files.read(path, upTo: 100) == Array(text.utf8))
        }
    }
}
