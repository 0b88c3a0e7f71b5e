internal import Records

/// The memories below a prefix as a list: each, or with deeper ones put together by their next segment. Pure.
struct MemoryList {
    enum Entry {
        case memory(Record)
        case prefix(String)

        /// What the list is in the order of.
        var path: String {
            switch self {
            case .memory(let record): record.key ?? ""
            case .prefix(let path): path
            }
        }
    }

    let entries: [Entry]

    /// - Parameter records: In the order of their paths.
    init(_ records: [Record], prefix: String, isGrouped: Bool) {
        var entries: [Entry] = []
        for record in records {
            guard let path = record.key, path.utf8.starts(with: prefix.utf8) else { continue }
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            guard isGrouped, let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
                entries.append(.memory(record))
                continue
            }
            let group = String(path[..<path.utf8.index(after: slash)])
            if case .prefix(let last)? = entries.last, last == group { continue }
            entries.append(.prefix(group))
        }
        self.entries = entries.sorted { MemoryPath.precedes($0.path, $1.path) }
    }

    /// Entries behind a path, and whether there are more than `limit`.
    func page(after path: String?, limit: Int) -> (entries: ArraySlice<Entry>, hasMore: Bool) {
        let rest = path.map { path in entries.drop { !MemoryPath.precedes(path, $0.path) } } ?? entries[...]
        return (rest.prefix(limit), rest.count > limit)
    }
}
