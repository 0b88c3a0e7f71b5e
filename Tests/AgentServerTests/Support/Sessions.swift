import ClaudeAgent
import Domain
import EventLoop
import JSON
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// Sessions as their owner's commands see them.
enum Sessions {
    /// Asks whoever holds the data folder.
    static func ask(_ bench: Workbench, _ request: SessionRequest) async throws -> JSONValue {
        try await EventLoopGroup.run(count: 1) { group in
            try await SessionAccess.with(bench.data, on: group.loops[0]) { try await $0.ask(request) }
        }
    }

    /// The ids and states of all sessions.
    static func states(_ bench: Workbench) async throws -> [String: String] {
        let sessions = try await ask(bench, .list(limit: 1000, order: .name))["sessions"]?.array ?? []
        return Dictionary(sessions.map { ($0["id"]?.string ?? "", $0["state"]?.string ?? "") }) { $1 }
    }

    /// Works on a data folder whose server does not run.
    static func withStores<T: Sendable>(
        _ bench: Workbench,
        _ body: @escaping @Sendable (SQLiteJournal, SessionFiles, ServerClock) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            let root = try await DataRoot.open(bench.data)
            let journal = try await SQLiteJournal.open(at: "\(root.path)/roost/journal.sqlite3")
            let files = SessionFiles(root: root, cookbook: try CookbookMap(in: root.path))
            let value = try await body(journal, files, ServerClock(group.loops[0]))
            await journal.close()
            await root.close()
            return value
        }
    }

    /// Makes what the journal says of a session unreadable.
    static func damage(_ name: String, in bench: Workbench) async throws {
        try await withStores(bench) { journal, _, _ in
            let session = try SessionID.of(name)
            let head = try #require(try await journal.head(of: session))
            let event = JournalEvent(number: head.next, time: head.lastTime + 1, turn: nil, kind: .frame, body: [])
            let snapshot = SessionSnapshot(state: Array("no JSON".utf8), isOpen: false)
            try await journal.append(
                JournalAppend(session: session, fence: journal.fence, expectedNext: head.next, events: [event], snapshot: snapshot)
            )
        }
    }

    /// Writes a session of one turn; its folder, if it is to have one, is not made.
    static func write(_ name: String, to journal: SQLiteJournal, at time: Int64, bytes: Int = 2, folder: String? = nil) async throws {
        let session = try SessionID.of(name)
        let log = SessionLog(journal: journal, session: session, fence: journal.fence, head: nil, fold: SessionState.fold, now: { time })
        let turn = TurnID(milliseconds: UInt64(time / 1000), randomness: [])
        let body = JSONValue.object(["x": .string(String(repeating: "x", count: max(0, bytes - 8)))]).serialized()
        let bound = folder.map { [JournalDraft.bound(SessionBinding(claudeSessionID: SessionIdentifier.random(), folder: $0))] } ?? []
        _ = try await log.append(bound + [.started(turn, .new), .frame(body, turn: turn), .ended(turn, .done(sessionCost: nil))])
    }
}

extension SessionID {
    struct Wrong: Error {}

    /// The id, for tests that know it to be one.
    static func of(_ text: String) throws -> SessionID {
        guard let id = SessionID(text) else { throw Wrong() }
        return id
    }
}
