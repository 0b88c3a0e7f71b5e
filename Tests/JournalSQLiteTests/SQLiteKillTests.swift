import Domain
import EventLoop
import Glibc
import Journal
import JournalSQLite
import TestSupport
import Testing

/// A process that is killed while it writes.
@Suite struct SQLiteKillTests {
    @Test func whatAKilledProcessAcknowledgedIsThereGaplessAndUnchanged() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            var seen: [String: Set<String>] = [:]
            var fence = 0
            for _ in 0..<20 {
                let lines = try await linesOfAKilledProbe(path)
                for line in lines.dropFirst() { seen[String(line.prefix { $0 != " " }), default: []].insert(line) }
                let opened = try #require(lines.first?.split(separator: " ").last.flatMap { Int($0) })
                #expect(opened > fence)
                fence = try await check(path, seen)
            }
            #expect(seen.count == 4)
        }
    }

    private func linesOfAKilledProbe(_ path: String) async throws -> [String] {
        let wanted = Int.random(in: 1...150)
        return try await EventLoopGroup.run(count: 1) { group in
            let command = ProcessCommand(executable: BuiltProgram.path("JournalProbe"), arguments: [path], environment: [:])
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            defer { child.closeStreams() }
            child.standardInput.close()
            var output = ByteLines(child.standardOutput, limit: 4096)
            var lines: [String] = []
            while let line = try await output.next() {
                lines.append(String(decoding: line, as: UTF8.self))
                if lines.count == wanted { child.send(signal: SIGKILL) }
            }
            #expect(await child.exitStatus(within: .seconds(30)) == .signalled(SIGKILL))
            return lines
        }
    }

    /// Opens the file as the next process would; gives back the fence.
    private func check(_ path: String, _ seen: [String: Set<String>]) async throws -> Int {
        let journal = try await SQLiteJournal.open(at: path)
        for head in try await journal.heads(after: nil, count: 10, isOpen: true) {
            let events = try await journal.events(of: head.session, after: 0, count: .max, byteLimit: .max)
            #expect(events.map(\.number) == Array(1..<head.next))
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.time < $1.time })
            #expect(head.snapshot.state == Array("\(head.next)".utf8))
            #expect(events.allSatisfy { $0.body == body($0.number) })
            let stored = Set(events.map { "\(head.session) \($0.number) \($0.time) \($0.body.count)" })
            #expect(seen[head.session.text, default: []].isSubset(of: stored))
        }
        await journal.close()
        return journal.fence.rawValue
    }

    /// As the probe makes it.
    private func body(_ number: Int) -> [UInt8] { (0..<number * 37 % 5000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) } }
}
