internal import Domain
internal import Journal

extension JournalContract {
    static let appending = [
        JournalContract("events come back as they were written, in order") { journal in
            var writer = try Writer("order")
            try await writer.check(journal)
            try await writer.write("a", to: journal)
            try await writer.write("b", "c", "d", to: journal)
            try await writer.write("e", to: journal)
            try await writer.check(journal)
        },
        JournalContract("any bytes, kinds and turns come back unchanged") { journal in
            var writer = try Writer("bytes")
            let turn = TurnID(milliseconds: 1, randomness: [1, 2, 3])
            let bodies: [[UInt8]] = [
                [], [0], Array("{\"a\":\"\\u0000\"}".utf8), Array("Grüße, 世界, 👩‍👩‍👧‍👦 e\u{301}".utf8), (0...255).map { UInt8($0) },
                Array(repeating: 0x78, count: 1 << 20),
            ]
            for body in bodies {
                try await writer.write([JournalDraft(EventKind(rawValue: "later.ünknown"), turn: turn, body: body)], to: journal)
            }
            try await writer.write([JournalDraft(.turnEnded)], to: journal)
            try await writer.check(journal)
        },
        JournalContract("ten thousand events keep their order") { journal in
            var writer = try Writer("many")
            for round in 0..<200 {
                try await writer.write((0..<50).map { JournalDraft(.frame, body: Array("{\"n\":\(round * 50 + $0)}".utf8)) }, to: journal)
            }
            try await writer.check(journal)
        },
        JournalContract("an append that does not follow is refused, and nothing of it stays") { journal in
            var writer = try Writer("conflict")
            let early = writer.draft([JournalDraft(.frame)])
            try await writer.write("a", "b", to: journal)
            try await refuse(early, next: 3, journal)
            var late = writer.draft([JournalDraft(.frame)])
            late.expectedNext = 4
            try await refuse(late, next: 3, journal)
            var gap = writer.draft([JournalDraft(.frame), JournalDraft(.frame), JournalDraft(.frame)])
            gap.events.remove(at: 1)
            try await refuse(gap, next: 3, journal)
            var empty = writer.draft([JournalDraft(.frame)])
            empty.events = []
            try await refuse(empty, next: 3, journal)
            var old = writer.draft([JournalDraft(.frame)])
            old.events[0] = JournalEvent(number: 3, time: 1, turn: nil, kind: .frame, body: [])
            try await refuse(old, next: 3, journal)
            try await writer.check(journal)
            var unknown = try Writer("unknown")
            unknown.numbering = JournalNumbering(next: 2)
            try await refuse(unknown.draft([JournalDraft(.frame)]), next: 1, journal)
            try hold(try await journal.head(of: unknown.session) == nil, "a refused append has made a session")
        },
        JournalContract("a hundred sessions are written at the same time") { journal in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        var writer = try Writer("s\(index)")
                        for round in 0..<20 { try await writer.write("\(index).\(round)", "x", to: journal) }
                        try await writer.check(journal)
                    }
                }
                try await group.waitForAll()
            }
            try hold(try await journal.sessionCount() == 100, "there are not a hundred sessions")
        },
        JournalContract("of appends for the same place one wins") { journal in
            var writer = try Writer("race")
            for round in 0..<20 {
                let appends = (0..<8).map { writer.draft([JournalDraft(.frame, body: Array("\(round).\($0)".utf8))]) }
                let won = try await withThrowingTaskGroup(of: JournalAppend?.self) { group in
                    for append in appends { group.addTask { try await wins(append, journal) ? append : nil } }
                    return try await group.reduce(into: [JournalAppend]()) { won, append in if let append { won.append(append) } }
                }
                try hold(won.count == 1, "\(won.count) of 8 appends for one place succeeded")
                writer.wrote(won[0])
            }
            try await writer.check(journal)
        },
    ]

    private static func refuse(_ append: JournalAppend, next: Int, _ journal: any Journal) async throws {
        let error = try await failure { () throws(JournalError) in try await journal.append(append) }
        try hold(error.code == .conflict(next: next), "\(error.code) instead of a conflict at \(next)")
    }

    private static func wins(_ append: JournalAppend, _ journal: any Journal) async throws -> Bool {
        do throws(JournalError) {
            try await journal.append(append)
            return true
        } catch {
            guard case .conflict = error.code else { throw error }
            return false
        }
    }
}
