internal import JSON
internal import Records

extension RecordContract {
    static let listing = [
        RecordContract("pages have every record once, in either order") { store in
            for number in 0..<25 { try await store.apply([.insert(Record(.apple, id: "a\(number)", created: 100))]) }
            try await store.apply([.insert(Record(.pear, id: "p", created: 100))])
            for (order, expected) in [(RecordQuery.Order.ascending, Array(0..<25)), (.descending, (0..<25).reversed())] {
                let ids = try await walk(RecordQuery(.apple, order: order, limit: 7), store)
                try hold(ids == expected.map { "a\($0)" }, "\(order): \(ids)")
            }
        },
        RecordContract("a page says whether there are more") { store in
            for number in 0..<4 { try await store.apply([.insert(Record(.apple, id: "a\(number)", created: 1))]) }
            for (limit, hasMore) in [(3, true), (4, false), (5, false)] {
                let page = try await store.page(RecordQuery(.apple, limit: limit))
                try hold(
                    page.hasMore == hasMore && page.records.count == min(4, limit),
                    "limit \(limit): \(page.records.count), \(page.hasMore)"
                )
            }
            try hold(try await store.page(RecordQuery(.pear, limit: 3)) == RecordPage([], hasMore: false), "there are pears")
        },
        RecordContract("a list can be of one parent, of some tags, of a time") { store in
            for number in 0..<12 {
                let tags = ["third:\(number % 3)", number % 2 == 0 ? "even" : "odd"]
                let parent = number < 6 ? "p" : "q"
                try await store.apply([.insert(Record(.apple, id: "\(number)", parent: parent, created: Int64(number), tags: tags))])
            }
            var query = RecordQuery(.apple, parent: "p", order: .ascending, limit: 3)
            try await expect(["0", "1", "2", "3", "4", "5"], query, store)
            query.parent = nil
            query.tags = [["third:0", "third:2"], ["even"]]
            try await expect(["0", "2", "6", "8"], query, store)
            query.earliest = 2
            query.latest = 6
            try await expect(["2", "6"], query, store)
            query.tags = [["none"]]
            try await expect([], query, store)
        },
        RecordContract("archived records are listed on demand, and tags change with their record") { store in
            var record = try await store.apply([.insert(Record(.apple, id: "a", created: 1, tags: ["old"]))])[0]
            record.archived = 4
            record.tags = ["new", "new"]
            try await store.apply([.replace(record)])
            var query = RecordQuery(.apple, limit: 5)
            try await expect([], query, store)
            query.includesArchived = true
            try await expect(["a"], query, store)
            query.tags = [["old"]]
            try await expect([], query, store)
            query.tags = [["new"]]
            try await expect(["a"], query, store)
            try await store.apply([.delete(.apple, id: "a"), .insert(Record(.apple, id: "b", created: 1))])
            try await expect([], query, store)
        },
        RecordContract("large records end a page early, and none is lost") { store in
            let body: JSONValue = ["text": .string(String(repeating: "x", count: 6 << 20))]
            for number in 0..<5 { try await store.apply([.insert(Record(.apple, id: "a\(number)", created: 1, body: body))]) }
            let ids = try await walk(RecordQuery(.apple, order: .ascending, limit: 100), store)
            try hold(ids == (0..<5).map { "a\($0)" }, "\(ids)")
        },
    ]

    private static func expect(_ expected: [String], _ query: RecordQuery, _ store: any RecordStore) async throws {
        let ids = try await walk(query, store)
        try hold(ids == expected, "\(ids) instead of \(expected)")
    }

    private static func walk(_ query: RecordQuery, _ store: any RecordStore) async throws -> [String] {
        var query = query
        var ids: [String] = []
        while true {
            let page = try await store.page(query)
            ids += page.records.map(\.id)
            guard page.hasMore, let last = page.records.last else { return ids }
            try hold(ids.count < 1000, "the list has no end")
            query.after = last.ordinal
        }
    }
}
