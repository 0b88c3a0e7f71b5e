import EventLoop
import JSON
import SQLite
import TestSupport
import Testing

@testable import AgentServer

/// A data folder on a file system that cannot be trusted to share memory or to keep what is not flushed.
@Suite(.timeLimit(.minutes(2))) struct FileSystemTests {
    private static let message = "the data folder is on a file system where every commit has to be flushed"

    @Test(arguments: ["nfs", "fuse"]) func itIsNamedAtTheStartAndHasARollbackJournal(name: String) async throws {
        try await Workbench.run { bench in
            let database = "\(bench.data)/roost/journal.sqlite3"
            for number in 1...2 {
                try await TestServer.run(in: bench) {
                    $0.hooks.journalMode = .rollbackJournal(fileSystem: name)
                } _: { server in
                    let told = server.log.fields(of: Self.message).compactMap { $0["journal"]?.string }
                    #expect(told.count == 1 && told.first?.contains(name) == true, "\(told)")
                    let turn = try await server.turn("hello", in: "a")
                    turn.expectDone()
                    #expect(turn.answer == "turn \(number); first prompt was hello")
                    #expect(Files.exists("\(database)-journal") && !Files.exists("\(database)-wal"))
                }
            }
        }
    }

    @Test func aLocalOneIsNotWorthAWord() async throws {
        try await TestServer.run({ $0.hooks.journalMode = .writeAheadLog }) { server in
            try await server.turn("hello", in: "a").expectDone()
            #expect(server.log.fields(of: Self.message).isEmpty)
        }
    }
}
