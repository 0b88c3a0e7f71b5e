internal import Domain
internal import Journal

extension JournalContract {
    static let reading = [
        JournalContract("a page has no more events and bytes than asked, but at least one event") { journal in
            var writer = try Writer("pages")
            try await writer.write("aaaa", "bbbb", "cccc", "dddd", "e", to: journal)
            for after in -1...6 {
                for count in 0...6 {
                    for limit in [0, 1, 4, 7, 8, 9, 100] {
                        let page = try await journal.events(of: writer.session, after: after, count: count, byteLimit: limit)
                        let expected = expectedPage(of: writer.events, after: after, count: count, limit)
                        try hold(page == expected, "after \(after), \(count) events, \(limit) bytes: \(page.map(\.number))")
                    }
                }
            }
            let none = try Writer("none")
            try hold(try await journal.events(of: none.session, after: 0, count: 1, byteLimit: 1).isEmpty, "an unknown session has events")
        },
        JournalContract("heads come in order of names, in pages, open ones apart") { journal in
            let names = ["a", "B", "a-1", "a_1", "Z9", "0", "zz", "a1", "Aa"]
            for (index, name) in names.enumerated() {
                var writer = try Writer(name)
                let snapshot = SessionSnapshot(state: Array("{}".utf8), isOpen: index.isMultiple(of: 2))
                try await writer.write([JournalDraft(.frame)], to: journal, snapshot: snapshot)
            }
            let open = names.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            for size in [1, 2, 4, 100] {
                try await list(names, size, nil, journal)
                try await list(open, size, true, journal)
                try await list(names.filter { !open.contains($0) }, size, false, journal)
            }
            try hold(try await journal.heads(after: nil, count: 0, isOpen: nil).isEmpty, "a page of none has heads")
            try hold(try await journal.sessionCount() == names.count, "the count of sessions is wrong")
        },
    ]

    private static func expectedPage(of events: [JournalEvent], after: Int, count: Int, _ limit: Int) -> [JournalEvent] {
        var page: [JournalEvent] = []
        var bytes = 0
        for event in events where event.number > after && page.count < count {
            bytes += event.body.count
            guard page.isEmpty || bytes <= limit else { break }
            page.append(event)
        }
        return page
    }

    private static func list(_ names: [String], _ size: Int, _ isOpen: Bool?, _ journal: any Journal) async throws {
        var found: [JournalHead] = []
        while true {
            let page = try await journal.heads(after: found.last?.session, count: size, isOpen: isOpen)
            guard !page.isEmpty else { break }
            try hold(page.count <= size, "a page of \(size) has \(page.count) heads")
            found += page
            try hold(found.count <= names.count, "there are more heads than sessions")
        }
        let sorted = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        try hold(found.map(\.session.text) == sorted, "\(found.map(\.session.text)) instead of \(sorted)")
        for head in found { try hold(try await journal.head(of: head.session) == head, "\(head.session) has two heads") }
    }
}
