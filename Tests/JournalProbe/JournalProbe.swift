internal import Domain
internal import Glibc
internal import Journal
internal import JournalSQLite

/// Appends to the journal named by its argument without end, and says on standard output what has been acknowledged:
/// `session number time length` a line, at most once for each event. Its end is to be killed.
@main enum JournalProbe {
    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "measure" {
            guard let measurement = Measurement(Array(CommandLine.arguments.dropFirst(2))) else { exit(64) }
            return try await measurement.run()
        }
        guard CommandLine.arguments.count == 2 else { exit(64) }
        let journal = try await SQLiteJournal.open(at: CommandLine.arguments[1], mode: nil, checkpointFrames: 50)
        print("open \(journal.fence.rawValue)")
        fflush(nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<4 { group.addTask { try await write(index, journal) } }
            try await group.waitForAll()
        }
    }

    private static func write(_ index: Int, _ journal: SQLiteJournal) async throws {
        guard let session = SessionID("probe\(index)") else { exit(70) }
        let head = try await journal.head(of: session)
        let log = SessionLog(journal: journal, session: session, fence: journal.fence, head: head, fold: snapshot, now: { 0 })
        while true {
            let drafts = (0..<Int.random(in: 1...4)).map { JournalDraft(.frame, body: body(log.next + $0)) }
            let events = try await log.append(drafts, durability: Bool.random() ? .flushed : .committed)
            for event in events { acknowledge("\(session) \(event.number) \(event.time) \(event.body.count)\n") }
        }
    }

    /// Says which event comes next.
    @Sendable private static func snapshot(_ former: SessionSnapshot?, _ events: [JournalEvent]) -> SessionSnapshot? {
        events.last.map { SessionSnapshot(state: Array("\($0.number + 1)".utf8), isOpen: true) }
    }

    /// A body that its number decides.
    private static func body(_ number: Int) -> [UInt8] {
        (0..<number * 37 % 5000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
    }

    /// One write, so that a line is out or not at all.
    private static func acknowledge(_ line: String) {
        let bytes = Array(line.utf8)
        if Glibc.write(1, bytes, bytes.count) != bytes.count { exit(74) }
    }
}
