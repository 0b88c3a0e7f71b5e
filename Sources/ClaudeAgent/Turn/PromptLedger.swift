/// The prompts that have been sent and are not over, oldest first (protocol notes 4.6).
struct PromptLedger: Sendable {
    struct Entry: Sendable {
        let uuid: String
        /// The CLI has said that it works on it.
        var isTaken = false
        /// It was there before the running turn began.
        var wasThere = false
        var isAnswered = false
    }

    private(set) var entries: [Entry] = []
    /// Whether the CLI has ever named a prompt. If not, a result is taken to answer the oldest, and a turn all that was there before.
    private var namesPrompts = false

    mutating func add(_ uuid: String) {
        guard !entries.contains(where: { $0.uuid == uuid }) else { return }
        entries.append(Entry(uuid: uuid))
    }

    /// The CLI has named a prompt: from now on it says itself which ones a turn is about.
    mutating func noteNaming() { namesPrompts = true }

    mutating func take(_ uuids: [String]) {
        if !uuids.isEmpty { noteNaming() }
        for index in entries.indices where uuids.contains(entries[index].uuid) { entries[index].isTaken = true }
    }

    /// A turn begins. It may be one that the CLI begins by itself.
    mutating func turnBegins() {
        for index in entries.indices { entries[index].wasThere = true }
    }

    /// Takes back a prompt that has no result. The CLI calls a prompt cancelled also when its run has failed; that one is over with the turn.
    mutating func remove(_ uuid: String) -> Bool {
        let count = entries.count
        entries.removeAll { $0.uuid == uuid && !$0.isAnswered }
        return entries.count < count
    }

    /// The prompts a result answers: those it names, else, from a CLI that names none, the oldest open one.
    mutating func answer(_ result: ResultMessage) -> [String] {
        let named = result.userMessageUUIDs
        take(named)
        let answered = named.isEmpty && !namesPrompts && result.originKind == nil ? oldestOpen : named
        for index in entries.indices where answered.contains(entries[index].uuid) { entries[index].isAnswered = true }
        return answered
    }

    /// Removes and returns what is over now that the CLI owes nothing.
    mutating func close() -> [String] {
        let namesPrompts = namesPrompts
        let isOver = { (entry: Entry) in entry.isTaken || entry.isAnswered || entry.wasThere && !namesPrompts }
        let over = entries.filter(isOver).map(\.uuid)
        entries.removeAll(where: isOver)
        return over
    }

    private var oldestOpen: [String] {
        entries.first { !$0.isAnswered }.map { [$0.uuid] } ?? []
    }
}
