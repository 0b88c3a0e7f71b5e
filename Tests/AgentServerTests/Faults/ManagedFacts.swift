import Domain
import EventLoop
import JSON
import Journal
import JournalSQLite
import Records
import RecordsSQLite

@testable import AgentServer

/// What a data folder has of one session of /v1 while no server runs.
struct ManagedFacts: Sendable {
    /// Its record; none when there is none.
    var record: StoredSession?
    var events: [JournalEvent] = []
    var hasFolder = false
    var fileCount = 0
    /// How often the agent's tool has run, by the model's ids of the calls where FakeClaude says so, by the calls' words where the real Bash does.
    var ran: [String: Int] = [:]

    /// Whether nothing is left of it.
    var isGone: Bool { record == nil && events.isEmpty && !hasFolder && fileCount == 0 }

    /// Reads all sessions of /v1.
    static func read(_ bench: Workbench) async throws -> [SessionID: ManagedFacts] {
        var facts: [SessionID: ManagedFacts] = [:]
        let base = "\(bench.data)/roost"
        try await readRecords(base, &facts)
        readFolders(base, &facts)
        return facts
    }

    /// Takes in what the journal has of the sessions of /v1.
    static func read(_ journal: SQLiteJournal, _ facts: inout [SessionID: ManagedFacts]) async throws {
        for head in try await journal.heads(after: nil, count: 100_000, isOpen: nil) where head.session.text.hasPrefix("sesn_") {
            facts[head.session, default: ManagedFacts()].events =
                try await journal.events(of: head.session, after: 0, count: .max, byteLimit: .max)
        }
    }

    private static func readRecords(_ base: String, _ facts: inout [SessionID: ManagedFacts]) async throws {
        guard Files.exists("\(base)/records.sqlite3") else { return }
        let store = try await SQLiteRecordStore.open(at: "\(base)/records.sqlite3")
        for record in try await all(StoredSession.kind, in: store) {
            guard let session = StoredSession.unfinished(record) else { continue }
            facts[session.id, default: ManagedFacts()].record = session
        }
        for record in try await all(RecordKind(rawValue: "file"), in: store) {
            guard let id = record.body["scope"]?["id"]?.string.flatMap({ SessionID($0) }) else { continue }
            facts[id, default: ManagedFacts()].fileCount += 1
        }
        await store.close()
    }

    private static func all(_ kind: RecordKind, in store: SQLiteRecordStore) async throws -> [Record] {
        var query = RecordQuery(kind, order: .ascending, limit: 1000)
        query.includesArchived = true
        var found: [Record] = []
        while case let page = try await store.page(query), let last = page.records.last {
            found += page.records
            query.after = last.ordinal
        }
        return found
    }

    private static func readFolders(_ base: String, _ facts: inout [SessionID: ManagedFacts]) {
        for folder in Files.entries(of: "\(base)/folders") {
            let name = (try? Files.read("\(base)/folders/\(folder)/session", upTo: 1000)).map {
                String(decoding: $0.dropLast(), as: UTF8.self)
            }
            guard let id = name.flatMap({ SessionID($0) }), id.text.hasPrefix("sesn_") else { continue }
            facts[id, default: ManagedFacts()].hasFolder = true
            let place = "\(base)/folders/\(folder)"
            facts[id, default: ManagedFacts()].ran = calls("\(place)/config/fake-record.jsonl")
                .merging(words("\(place)/workspace/ran")) { $0 + $1 }
        }
    }

    private static func words(_ file: String) -> [String: Int] {
        let text = String(decoding: (try? Files.read(file, upTo: 16 << 20)) ?? [], as: UTF8.self)
        return text.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    private static func calls(_ record: String) -> [String: Int] {
        let bytes = (try? Files.read(record, upTo: 256 << 20)) ?? []
        return bytes.split(separator: 0x0A).reduce(into: [:]) { calls, line in
            guard line.count < 1000, let event = try? JSONValue(parsing: Array(line)), event["event"] == "ran" else { return }
            if let id = event["tool_use_id"]?.string { calls[id, default: 0] += 1 }
        }
    }
}
