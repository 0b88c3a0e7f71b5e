/// Whether an answer has the contents of memories.
enum MemoryView: String {
    case basic, full

    init(_ query: ManagedQuery, standard: MemoryView) throws(ManagedError) {
        guard let text = try query.text("view") else {
            self = standard
            return
        }
        guard let view = MemoryView(rawValue: text) else { throw .invalid(field: "view", "must be basic or full") }
        self = view
    }

    /// Entries of a page at most.
    var most: Int { self == .full ? 20 : 100 }
}
