internal import JSON
internal import Records

extension RecordContract {
    static let keeping = [
        RecordContract("what has expired is purged in steps, the oldest first") { store in
            for number in 0..<10 {
                let expires = number % 2 == 0 ? Int64(100 + number) : nil
                try await store.apply([.insert(Record(.apple, id: "\(number)", key: "k\(number)", created: 1, expires: expires))])
            }
            for (limit, expected) in [(2, ["0", "2"]), (2, ["4"]), (2, [])] {
                let expired = try await store.purge(.apple, expiredAt: 104, limit: limit).map(\.id)
                try hold(expired == expected, "\(expired)")
            }
            try hold(try await store.record(.apple, parent: nil, key: "k2") == nil, "a purged record is still found")
            try await store.apply([.insert(Record(.apple, id: "new", key: "k2", created: 1))])
            try hold(try await store.count(.apple, parent: nil) == 8, "the rest is not what it was")
        },
        RecordContract("everything is there after closing and opening again") { place in
            guard place.isDurable else { return }
            var record = Record(.apple, id: "a", parent: "p", key: "k", created: 3, expires: 8, tags: ["t"], body: ["n": 1.50])
            record.archived = 5
            var store = try await place.open()
            let stored = try await store.apply([.insert(record), .insert(Record(.apple, id: "b", created: 4))])
            try await store.apply([.delete(.apple, id: "b")])
            await store.close()
            store = try await place.open()
            try hold(try await store.record(.apple, id: "a") == stored[0], "it is another")
            let next = try await store.apply([.insert(Record(.apple, id: "c", created: 4))])[0]
            try hold(next.ordinal > stored[1].ordinal, "an ordinal was given out twice")
            await store.close()
        },
        RecordContract("a closed store says so") { place in
            let store = try await place.open()
            await store.close()
            let read = try await failure { () throws(RecordError) in _ = try await store.record(.apple, id: "a") }
            let write = try await failure { () throws(RecordError) in try await store.apply([.insert(Record(.apple, id: "a", created: 1))])
            }
            try hold(read.code == .closed && write.code == .closed, "\(read.code), \(write.code)")
            await store.close()
        },
    ]
}
