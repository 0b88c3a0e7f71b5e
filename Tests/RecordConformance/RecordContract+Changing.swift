internal import JSON
internal import Records

extension RecordContract {
    static let changing = [
        RecordContract("a record comes back as it was written") { store in
            var record = Record(.apple, id: "a1", parent: "tree", key: "k", created: 5, expires: 9, tags: ["x:1", "y:2"])
            record.body = [
                "name": "Grüße, 世界 \u{0}", "list": [1, 2.5, nil, true], "text": .string(String(repeating: "x", count: 100_000)),
            ]
            let stored = try await store.apply([.insert(record)])
            try hold(stored.count == 1 && stored[0].revision == 1 && stored[0].ordinal > 0, "ordinal or revision was not given")
            try hold(stored[0].body == record.body && stored[0].tags == record.tags, "it was not given back as it is stored")
            try hold(try await store.record(.apple, id: "a1") == stored[0], "it is another by its id")
            try hold(try await store.record(.apple, parent: "tree", key: "k") == stored[0], "it is another by its key")
            try hold(try await store.record(.pear, id: "a1") == nil, "kinds are mixed up")
        },
        RecordContract("a change needs the revision that is stored") { store in
            var record = try await store.apply([.insert(Record(.apple, id: "a", created: 1, body: ["n": 1]))])[0]
            record.body = ["n": 2]
            record.archived = 7
            record.updated = 7
            let changed = try await store.apply([.replace(record)])[0]
            try hold(changed.revision == 2 && changed.ordinal == record.ordinal && changed.body["n"] == 2, "\(changed)")
            try hold(changed.archived == 7 && changed.updated == 7, "times were not kept")
            let late = record
            let stale = try await failure { () throws(RecordError) in try await store.apply([.replace(late)]) }
            try hold(stale.code == .stale, "\(stale.code) instead of stale")
            let missing = Record(.apple, id: "b", created: 1)
            let unknown = try await failure { () throws(RecordError) in try await store.apply([.replace(missing)]) }
            try hold(unknown.code == .unknown, "\(unknown.code) instead of unknown")
        },
        RecordContract("all changes are made or none") { store in
            try await store.apply([.insert(Record(.apple, id: "a", created: 1))])
            let changes: [RecordChange] = [
                .insert(Record(.apple, id: "b", key: "k", created: 1)), .delete(.apple, id: "a"),
                .insert(Record(.apple, id: "b", created: 1)),
            ]
            let error = try await failure { () throws(RecordError) in try await store.apply(changes) }
            try hold(error.code == .exists, "\(error.code) instead of exists")
            try hold(try await store.record(.apple, id: "a") != nil, "a removal was kept")
            try hold(try await store.record(.apple, id: "b") == nil, "an addition was kept")
            try await store.apply([.insert(Record(.apple, id: "c", key: "k", created: 1))])
        },
        RecordContract("a key belongs to one record of its kind and parent") { store in
            try await store.apply([.insert(Record(.apple, id: "a", parent: "p", key: "k", created: 1))])
            for free in [
                Record(.apple, id: "b", parent: "q", key: "k", created: 1), Record(.pear, id: "a", parent: "p", key: "k", created: 1),
                Record(.apple, id: "c", key: "k", created: 1), Record(.apple, id: "d", parent: "p", created: 1),
                Record(.apple, id: "e", parent: "p", created: 1),
            ] {
                try await store.apply([.insert(free)])
            }
            let second = Record(.apple, id: "f", parent: "p", key: "k", created: 1)
            let taken = try await failure { () throws(RecordError) in try await store.apply([.insert(second)]) }
            try hold(taken.code == .keyTaken, "\(taken.code) instead of keyTaken")
            let orphan = Record(.apple, id: "g", key: "k", created: 1)
            let again = try await failure { () throws(RecordError) in try await store.apply([.insert(orphan)]) }
            try hold(again.code == .keyTaken, "\(again.code) instead of keyTaken without a parent")
            guard var first = try await store.record(.apple, id: "a") else { throw RecordBreach(description: "it is gone") }
            first.key = nil
            try await store.apply([.replace(first), .insert(second)])
            try hold(try await store.record(.apple, parent: "p", key: "k")?.id == "f", "the key did not change its owner")
            try await store.apply([.delete(.apple, id: "f"), .insert(Record(.apple, id: "h", parent: "p", key: "k", created: 1))])
        },
        RecordContract("a transaction can depend on what is there") { store in
            let vault = try await store.apply([.insert(Record(.apple, id: "a", created: 1))])[0]
            try await store.apply([.require(.apple, id: "a", revision: 1), .bound(.pear, parent: "a", limit: 2)])
            for id in ["p", "q"] {
                try await store.apply([.bound(.pear, parent: "a", limit: 2), .insert(Record(.pear, id: id, parent: "a", created: 1))])
            }
            let many = try await failure { () throws(RecordError) in try await store.apply([.bound(.pear, parent: "a", limit: 2)]) }
            try hold(many.code == .tooMany, "\(many.code) instead of tooMany")
            try await store.apply([.bound(.pear, parent: nil, limit: 3)])
            var archived = vault
            archived.archived = 3
            try await store.apply([.replace(archived)])
            for revision in [1, 2] {
                let stale = try await failure { () throws(RecordError) in
                    try await store.apply([.require(.apple, id: "a", revision: revision)])
                }
                try hold(stale.code == .stale, "\(stale.code) instead of stale")
            }
            let unknown = try await failure { () throws(RecordError) in try await store.apply([.require(.apple, id: "z", revision: 1)]) }
            try hold(unknown.code == .unknown, "\(unknown.code) instead of unknown")
        },
        RecordContract("a bound counts what is archived or not, as it says") { store in
            for id in ["p", "q"] { try await store.apply([.insert(Record(.pear, id: id, parent: "a", created: 1))]) }
            try await store.apply([.insert(Record(.pear, id: "r", parent: "b", created: 1))])
            guard var gone = try await store.record(.pear, id: "p") else { throw RecordBreach(description: "it is gone") }
            gone.archived = 4
            try await store.apply([.replace(gone)])
            try await expectCounts(parent: "a", active: 1, all: 2, store)
            try await expectCounts(parent: nil, active: 2, all: 3, store)
            guard var back = try await store.record(.pear, id: "p") else { throw RecordBreach(description: "it is gone") }
            back.archived = nil
            try await store.apply([.replace(back)])
            try await expectCounts(parent: "a", active: 2, all: 2, store)
            let refused = try await failure { () throws(RecordError) in
                try await store.apply([.insert(Record(.pear, id: "s", parent: "a", created: 1)), .delete(.pear, id: "none")])
            }
            try hold(refused.code == .unknown, "\(refused.code) instead of unknown")
            try await expectCounts(parent: "a", active: 2, all: 2, store)
            try await store.apply([.deleteAll(.pear, parent: "a")])
            try await expectCounts(parent: "a", active: 0, all: 0, store)
            try await expectCounts(parent: nil, active: 1, all: 1, store)
            try await store.apply([.delete(.pear, id: "r")])
            try await expectCounts(parent: nil, active: 0, all: 0, store)
        },
        RecordContract("a transaction can want a record there, archived or not") { store in
            var record = try await store.apply([.insert(Record(.apple, id: "a", created: 1))])[0]
            record.archived = 3
            try await store.apply([.replace(record), .present(.apple, id: "a")])
            let unknown = try await failure { () throws(RecordError) in
                try await store.apply([.insert(Record(.pear, id: "p", created: 1)), .present(.apple, id: "b")])
            }
            try hold(unknown.code == .unknown, "\(unknown.code) instead of unknown")
            try hold(try await store.record(.pear, id: "p") == nil, "an addition was kept")
        },
        RecordContract("records go by a tag") { store in
            for (id, tags) in [("a", ["x", "y"]), ("b", ["y"]), ("c", ["z"])] {
                try await store.apply([.insert(Record(.apple, id: id, key: id, created: 1, tags: tags))])
            }
            try await store.apply([.insert(Record(.pear, id: "a", created: 1, tags: ["y"]))])
            try await store.apply([.deleteTagged(.apple, tag: "y"), .deleteTagged(.apple, tag: "none")])
            try hold(try await store.page(RecordQuery(.apple, limit: 9)).records.map(\.id) == ["c"], "the wrong ones are gone")
            try hold(try await store.record(.pear, id: "a") != nil, "kinds are mixed up")
            try await store.apply([.insert(Record(.apple, id: "d", key: "a", created: 1))])
            var query = RecordQuery(.apple, limit: 9)
            query.tags = [["x", "y"]]
            try hold(try await store.page(query).records.isEmpty, "a tag outlived its record")
            try hold(try await store.count(.apple, parent: nil) == 2, "the count is wrong")
        },
        RecordContract("of changes to one revision one wins") { store in
            var record = try await store.apply([.insert(Record(.apple, id: "a", created: 1))])[0]
            for _ in 0..<20 {
                let current = record
                let won = await withTaskGroup(of: Record?.self) { group in
                    for _ in 0..<8 { group.addTask { try? await store.apply([.replace(current)]).first } }
                    return await group.reduce(into: [Record]()) { won, record in if let record { won.append(record) } }
                }
                try hold(won.count == 1, "\(won.count) of 8 changes of one revision succeeded")
                record = won[0]
            }
            try hold(record.revision == 21, "the revision is \(record.revision)")
        },
        RecordContract("a removal needs its record, one of many none") { store in
            let unknown = try await failure { () throws(RecordError) in try await store.apply([.delete(.apple, id: "a")]) }
            try hold(unknown.code == .unknown, "\(unknown.code) instead of unknown")
            try await store.apply([.deleteAll(.apple, parent: "p")])
            for id in ["a", "b"] { try await store.apply([.insert(Record(.apple, id: id, parent: "p", created: 1, tags: ["t"]))]) }
            try await store.apply([.insert(Record(.apple, id: "c", parent: "q", created: 1))])
            try await store.apply([.deleteAll(.apple, parent: "p")])
            try hold(try await store.count(.apple, parent: nil) == 1, "the wrong ones are gone")
        },
    ]

    /// Holds that bounds refuse at these numbers and not above.
    private static func expectCounts(parent: String?, active: Int, all: Int, _ store: any RecordStore) async throws {
        try await store.apply([.bound(.pear, parent: parent, limit: active + 1), .boundAll(.pear, parent: parent, limit: all + 1)])
        let changes: [RecordChange] = [.bound(.pear, parent: parent, limit: active), .boundAll(.pear, parent: parent, limit: all)]
        for change in changes {
            let many = try await failure { () throws(RecordError) in try await store.apply([change]) }
            try hold(many.code == .tooMany && many.kind == .pear, "\(many.code) instead of tooMany")
        }
        try hold(try await store.count(.pear, parent: parent) == all, "the count is wrong")
    }
}
