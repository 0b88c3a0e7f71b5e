import Domain
import EventLoop
import Journal
import JournalConformance
import SQLite
import TestSupport
import Testing

@testable import JournalSQLite

/// What one group of requests may fetch.
@Suite struct StoreDeskTests {
    private static let large = 3 << 20

    /// A journal with two large events of a session.
    private static func fill(_ path: String) async throws {
        let journal = try await SQLiteJournal.open(at: path)
        var writer = try Writer("s")
        for _ in 0..<2 { try await writer.write([JournalDraft(.frame, body: [UInt8](repeating: 0x61, count: large))], to: journal) }
        await journal.close()
    }

    private static func page(_ after: Int) throws -> StoreRequest {
        .events(try #require(SessionID("s")), after: after, count: 1, byteLimit: 1)
    }

    @Test func pagesWeighWhatTheyMayFetch() throws {
        #expect(try Self.page(0).weight == 1)
        #expect(StoreRequest.events(try #require(SessionID("s")), after: 0, count: 512, byteLimit: 256 << 10).weight == 256 << 10)
        #expect(StoreRequest.events(try #require(SessionID("s")), after: 0, count: 1, byteLimit: .max).weight == StoreDesk.weightLimit)
    }

    @Test func pagesBeyondWhatAGroupMayReadArePutOffAndWritesAreNot() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            try await Self.fill(path)
            let file = try DatabaseFile(path: path, form: .journal, mode: nil, checkpointFrames: 1000)
            var desk = StoreDesk(try Store.open(file))
            let session = try #require(SessionID("t"))
            let answers = desk.serve(try (0..<8).map { try Self.page($0 % 2) } + [.remove(session), .head(session)])
            let bytes = answers.compactMap { try? $0.get() }.reduce(0) { $0 + $1.byteCount }
            #expect(bytes == 2 * Self.large)
            let later = answers.count { if case .success(.later) = $0 { true } else { false } }
            #expect(later == 6)
            guard case .success(.flag(false)) = answers[8], case .success(.head(nil)) = answers[9] else {
                Issue.record("\(answers.suffix(2))")
                return
            }
            _ = desk.serve([.close])
        }
    }

    @Test func whoeverIsPutOffIsServedInTheEnd() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/journal.db"
            try await Self.fill(path)
            let journal = try await SQLiteJournal.open(at: path)
            let session = try #require(SessionID("s"))
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask { try await journal.events(of: session, after: number % 2, count: 1, byteLimit: 1).count }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts == [Int](repeating: 1, count: 16))
            await journal.close()
        }
    }
}
