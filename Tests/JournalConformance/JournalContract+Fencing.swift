internal import Domain
internal import Journal

extension JournalContract {
    static let fencing = [
        JournalContract("an older writer is refused once a younger one has written") { journal in
            var young = try Writer("fence", fence: 5)
            try await young.write("a", to: journal)
            var old = young
            old.fence = Fence(rawValue: 4)
            let refused = old.draft([JournalDraft(.frame)])
            let error = try await failure { () throws(JournalError) in try await journal.append(refused) }
            try hold(error.code == .fenced(by: Fence(rawValue: 5)), "\(error.code) instead of fenced")
            try await young.check(journal)
            young.fence = Fence(rawValue: 9)
            try await young.write("b", to: journal)
            try hold(try await journal.head(of: young.session)?.fence.rawValue == 9, "the younger fence was not kept")
            try await young.check(journal)
        },
        JournalContract("an older writer is told so even where its number does not fit") { journal in
            var young = try Writer("late", fence: 2)
            let old = try Writer("late", fence: 1).draft([JournalDraft(.frame)])
            try await young.write("a", "b", to: journal)
            let error = try await failure { () throws(JournalError) in try await journal.append(old) }
            try hold(error.code == .fenced(by: Fence(rawValue: 2)), "\(error.code) instead of fenced")
        },
        JournalContract("a snapshot is stored with its events, and with them alone") { journal in
            var writer = try Writer("snapshot")
            try await writer.write("a", to: journal)
            try await snapshot(.empty, of: writer, journal)
            let first = SessionSnapshot(state: Array("{\"n\":1}".utf8), isOpen: true)
            try await writer.write([JournalDraft(.frame)], to: journal, snapshot: first)
            try await snapshot(first, of: writer, journal)
            var refused = writer.draft([JournalDraft(.frame)], snapshot: SessionSnapshot(state: [], isOpen: false))
            refused.expectedNext = 9
            _ = try await failure { [refused] () throws(JournalError) in try await journal.append(refused) }
            try await snapshot(first, of: writer, journal)
            try await writer.write("b", to: journal)
            try await snapshot(first, of: writer, journal)
            let large = SessionSnapshot(state: Array(repeating: 0x20, count: 100_000), isOpen: false)
            try await writer.write([JournalDraft(.frame)], to: journal, snapshot: large, durability: .flushed)
            try await snapshot(large, of: writer, journal)
            try await writer.check(journal)
        },
    ]

    private static func snapshot(_ expected: SessionSnapshot, of writer: Writer, _ journal: any Journal) async throws {
        let found = try await journal.head(of: writer.session)?.snapshot
        try hold(found == expected, "the snapshot is \(found.map { "\($0.state.count) bytes, \($0.isOpen)" } ?? "missing")")
    }
}
