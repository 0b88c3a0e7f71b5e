internal import Domain
internal import Journal

extension JournalContract {
    static let keeping = [
        JournalContract("a removed session is gone, and others are not") { journal in
            var removed = try Writer("removed")
            var other = try Writer("other")
            for _ in 0..<3 {
                try await removed.write("a", "b", to: journal)
                try await other.write("c", to: journal)
            }
            try hold(try await journal.remove(removed.session), "a session that is there was not removed")
            try hold(try await !journal.remove(removed.session), "a session that is gone was removed again")
            try await Writer("removed").check(journal)
            try await other.check(journal)
            try hold(try await journal.sessionCount() == 1, "the removed session still counts")
            try hold(try await journal.heads(after: nil, count: 9, isOpen: nil).map(\.session) == [other.session], "its head is listed")
            var again = try Writer("removed")
            try await again.write("new", to: journal)
            try await again.check(journal)
            try await other.check(journal)
        },
        JournalContract("a closed journal says so") { place in
            let journal = try await place.open()
            var writer = try Writer("closed")
            try await writer.write("a", to: journal)
            let append = writer.draft([JournalDraft(.frame)])
            let session = writer.session
            await journal.close()
            await journal.close()
            try await closed { () throws(JournalError) in try await journal.append(append) }
            try await closed { () throws(JournalError) in _ = try await journal.head(of: session) }
            try await closed { () throws(JournalError) in _ = try await journal.events(of: session, after: 0, count: 1, byteLimit: 1) }
            try await closed { () throws(JournalError) in _ = try await journal.heads(after: nil, count: 1, isOpen: nil) }
            try await closed { () throws(JournalError) in _ = try await journal.sessionCount() }
            try await closed { () throws(JournalError) in _ = try await journal.remove(session) }
        },
        JournalContract("what was written is there when the journal is opened again") { place in
            guard place.isDurable else { return }
            var writers = try (0..<10).map { try Writer("again\($0)") }
            for round in 0..<3 {
                let journal = try await place.open()
                for index in writers.indices {
                    try await writers[index].check(journal)
                    let durability: Durability = index.isMultiple(of: 2) ? .committed : .flushed
                    try await writers[index].write([JournalDraft(.frame, body: [UInt8(round)])], to: journal, durability: durability)
                }
                await journal.close()
            }
            let journal = try await place.open()
            for writer in writers { try await writer.check(journal) }
            try hold(try await journal.sessionCount() == writers.count, "the count of sessions is wrong")
            await journal.close()
        },
    ]

    private static func closed(_ body: () async throws(JournalError) -> Void) async throws {
        let error = try await failure(body)
        try hold(error.code == .closed, "\(error.code) instead of closed")
    }
}
