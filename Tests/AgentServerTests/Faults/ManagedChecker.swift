import Domain
import JSON
import Journal
import Records

@testable import AgentServer

/// Holds what clients of /v1 asked for and what is stored against each other. Pure; what is wrong is collected in words.
struct ManagedChecker {
    private(set) var violations: [String] = []
    private var deeds: [SessionID: [ManagedDeed]] = [:]
    /// The most that each call's tool has been seen to run, by the call's id or word: folders go with their sessions.
    private var ran: [String: Int] = [:]
    private var gone: Set<SessionID> = []

    /// Sessions that somebody has wanted to delete.
    var deletable: Set<SessionID> { Set(deeds.filter { $0.value.contains { $0.wish == .delete } }.keys) }

    /// Whether a client has been told of the session: one that nobody knows may be taken back.
    func knows(_ session: SessionID) -> Bool { deeds[session] != nil }

    /// Sessions that are there, as far as anybody knows.
    var sessions: [SessionID] {
        deeds.filter { !gone.contains($0.key) && !$0.value.contains { $0.wish == .delete && $0.isDone } }.keys.sorted { $0.text < $1.text }
    }

    /// How many deeds of a kind were done.
    func count(_ isKind: (ManagedDeed.Wish) -> Bool) -> Int { deeds.values.joined().count { $0.isDone && isKind($0.wish) } }

    /// What was said and got no answer, and may have been taken in all the same.
    var unanswered: [ManagedDeed] {
        deeds.values.joined().filter { deed in
            guard case .message = deed.wish, deed.status == nil else { return false }
            return deeds[deed.session]?.contains { $0.wish == deed.wish && $0.status != nil } == false
        }
    }

    mutating func note(_ done: [ManagedDeed]) {
        for deed in done { deeds[deed.session, default: []].append(deed) }
    }

    /// Takes in what the data folder has.
    ///
    /// - Parameter isFinal: Whether the last server has had the time to finish everything.
    mutating func read(_ facts: [SessionID: ManagedFacts], isFinal: Bool) {
        for (id, known) in deeds { check(id, known, facts[id] ?? ManagedFacts(), isFinal: isFinal) }
        guard isFinal else { return }
        for (id, found) in facts where found.record?.intent != nil { complain(id, "is left unfinished") }
        for (id, found) in facts where found.record == nil && !found.isGone { complain(id, "has no record, and something is left of it") }
    }

    private mutating func complain(_ id: SessionID, _ what: String) { violations.append("session \(id): \(what)") }

    private mutating func check(_ id: SessionID, _ known: [ManagedDeed], _ found: ManagedFacts, isFinal: Bool) {
        checkPresence(id, known, found, isFinal)
        guard !found.events.isEmpty else { return }
        checkArchive(id, known, found, isFinal)
        checkTitle(id, found, isFinal)
        checkMessages(id, known, found)
        for (call, count) in found.ran { ran[call] = max(ran[call] ?? 0, count) }
        for call in ManagedCall.all(found.events) { checkCall(id, call, known, isFinal) }
    }

    private mutating func checkPresence(_ id: SessionID, _ known: [ManagedDeed], _ found: ManagedFacts, _ isFinal: Bool) {
        let wishes = known.filter { $0.wish == .delete }
        if gone.contains(id), !found.isGone { complain(id, "is there again") }
        if found.isGone {
            gone.insert(id)
            if wishes.allSatisfy(\.isRefused), known.contains(where: \.isDone) { complain(id, "is gone, and nobody deleted it") }
        } else if wishes.contains(where: \.isDone) {
            complain(id, "was deleted, and something is left of it")
        }
    }

    private mutating func checkArchive(_ id: SessionID, _ known: [ManagedDeed], _ found: ManagedFacts, _ isFinal: Bool) {
        guard let record = found.record, record.intent != .remove else { return }
        let ends = found.events.count { $0.kind == .sessionTerminated }
        let wishes = known.filter { $0.wish == .archive }
        if ends > 1 { complain(id, "is over \(ends) times") }
        if record.isArchived, wishes.allSatisfy(\.isRefused) { complain(id, "is archived, and nobody archived it") }
        guard wishes.contains(where: \.isDone) || isFinal else { return }
        if wishes.contains(where: \.isDone), !record.isArchived { complain(id, "was archived, and is not") }
        if record.isArchived != (ends == 1) { complain(id, "is \(record.isArchived ? "" : "not ")archived, and over \(ends) times") }
    }

    private mutating func checkTitle(_ id: SessionID, _ found: ManagedFacts, _ isFinal: Bool) {
        let told = found.events.last { $0.kind == .sessionUpdated }.flatMap { try? JSONValue(parsing: $0.body) }?["title"]?.string
        guard isFinal, let record = found.record, let told else { return }
        if record.record.body["title"]?.string != told { complain(id, "is not called as was told last") }
    }

    /// Whatever was said under a key is there once, however often it was said again.
    private mutating func checkMessages(_ id: SessionID, _ known: [ManagedDeed], _ found: ManagedFacts) {
        let prompts = found.events.compactMap(AcceptedPrompt.init).reduce(into: [:]) { $0[$1.text, default: 0] += 1 }
        for wish in Set(known.map(\.wish)) {
            guard case .message(let text) = wish else { continue }
            let (count, isDone) = (prompts[text] ?? 0, known.contains { $0.wish == wish && $0.isDone })
            if count > 1 { complain(id, "was told \(text) \(count) times") }
            if count == 0, isDone { complain(id, "was told \(text), and that is not stored") }
        }
    }

    private mutating func checkCall(_ id: SessionID, _ call: ManagedCall, _ known: [ManagedDeed], _ isFinal: Bool) {
        let event = ManagedEventID(session: id).call(call.id)
        let count = max(ran[call.id] ?? 0, call.word.flatMap { ran[$0] } ?? 0)
        let wrong = call.violations(ran: count) + call.answerViolations(known.filter { $0.wish.event == event })
        for word in wrong { complain(id, "call \(call.id) \(word)") }
    }
}

extension ManagedDeed.Wish {
    /// The event of the call that it answers.
    var event: String? {
        switch self {
        case .allow(let event), .deny(let event, _), .result(let event, _): event
        default: nil
        }
    }
}
