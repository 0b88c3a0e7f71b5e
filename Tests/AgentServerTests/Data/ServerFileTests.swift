import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(2))) struct ServerFileTests {
    private static func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func aRunningServerSaysWhereItListensAndTakesItBackWhenItStops() async throws {
        try await Workbench.run { bench in
            let socket = SocketAddress.unix(path: "\(bench.path)/s")
            try await TestServer.run(in: bench) { configuration in
                configuration.version = "1.2.3"
                configuration.listen.append(socket)
            } _: { server in
                // Written after the first address is known, before it is told.
                let file = try #require(ServerFile(in: bench.data))
                var expected = ServerFile(pid: getpid(), listen: ["\(server.address)", "\(socket)"], version: "1.2.3")
                expected.adminSocket = "\(try Files.canonical(bench.data))/roost/admin.sock"
                #expect(file == expected)
                #expect(Self.mode("\(bench.data)/roost/server.json") == 0o600)
            }
            #expect(ServerFile(in: bench.data) == nil)
            #expect(Files.entries(of: "\(bench.data)/roost") == ["files", "journal.sqlite3", "records.sqlite3", "sessions", "vault.key"])
        }
    }

    @Test func whatAKilledServerLeftIsReplacedByTheNext() async throws {
        try await Workbench.run { bench in
            let killed = try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                try await program.kill()
                return ServerFile(in: bench.data)
            }
            #expect(killed != nil && ServerFile(in: bench.data) == killed)
            try await TestServer.run(in: bench) { server in
                #expect(ServerFile(in: bench.data)?.listen == ["\(server.address)"])
            }
        }
    }

    @Test func aServerThatCannotWriteItServesNevertheless() async throws {
        try await Workbench.run { bench in
            try Files.makeFolder("\(bench.data)/roost/server.json/x")
            let log = LogCatcher()
            try await TestServer.run(in: bench, log: log) { try await $0.turn("hello", in: "a").expectDone() }
            #expect(log.text.contains("server.json"))
        }
    }
}
