import Domain
import HTTP
import Journal

@testable import AgentServer

/// Holds what clients saw and what the journal has against each other. Pure; what is wrong is collected in words.
struct HistoryChecker {
    private(set) var violations: [String] = []
    private var sessions: [SessionID: SessionHistory] = [:]

    /// Events of a session that have been read until now.
    func count(_ session: SessionID) -> Int { sessions[session]?.events.count ?? 0 }

    /// Sessions that have been read.
    var known: [SessionID] { sessions.keys.sorted { $0.text < $1.text } }

    /// Events of all sessions.
    var eventCount: Int { sessions.values.reduce(0) { $0 + $1.events.count } }

    /// Turns that have no end yet.
    var openTurns: [(session: SessionID, turn: TurnID)] {
        sessions.filter { !$0.value.isGone }.flatMap { id, history in history.turns.filter { $0.value.isOpen }.map { (id, $0.key) } }
    }

    /// Turns that are over.
    var endedTurns: [(session: SessionID, turn: TurnID)] {
        known.filter { sessions[$0]?.isGone == false }.flatMap { id in (sessions[id]?.ended ?? []).map { (id, $0) } }
    }

    /// The journal does not have a session any more.
    ///
    /// - Parameter isWanted: Whether somebody has asked for that.
    mutating func miss(_ session: SessionID, isWanted: Bool) {
        guard isWanted else { return read(session, after: 0, [], nil) }
        sessions[session]?.remove()
    }

    /// The journal has been read from after `number` to its end.
    mutating func read(_ session: SessionID, after number: Int, _ events: [JournalEvent], _ snapshot: SessionSnapshot?) {
        var history = sessions[session] ?? SessionHistory()
        violations += history.read(after: number, events, snapshot).map { "session \(session): \($0)" }
        sessions[session] = history
    }

    /// What a client saw must be what the journal has: nothing changed, nothing twice, nothing left out, in order.
    mutating func check(_ view: ClientView) {
        let history = sessions[view.session] ?? SessionHistory()
        let found = view.complaints + history.check(events: view.events, of: view.turn) + answerViolations(view, history)
        violations += found.map { "session \(view.session), turn \(view.turn?.text ?? "?"), client of \"\(view.prompt ?? "")\": \($0)" }
    }

    /// A prompt that got 200 is there once; one that was refused is not there; one without an answer is there once at most.
    private func answerViolations(_ view: ClientView, _ history: SessionHistory) -> [String] {
        guard let prompt = view.prompt else { return [] }
        let turns = history.turns.filter { $0.value.prompt == prompt }.keys
        switch view.status {
        case 200?: return turns.count == 1 && view.turn.map(turns.contains) ?? true ? [] : ["accepted, and stored in \(turns.count) turns"]
        case nil: return turns.count <= 1 ? [] : ["not answered, and stored in \(turns.count) turns"]
        case let status?: return turns.isEmpty ? [] : ["refused with \(status), and stored"]
        }
    }

    /// Every turn is over.
    mutating func checkEnds() {
        violations += openTurns.map { "session \($0.session): turn \($0.turn) has no terminal event" }
    }

    /// How often each prompt was given to an agent, by its uuid: once at most, and only after that was stored.
    mutating func checkGiven(_ given: [String: Int]) {
        for (id, history) in sessions {
            for (turn, record) in history.turns {
                guard let uuid = record.uuid, let count = given[uuid] else { continue }
                if count > 1 { violations.append("session \(id): turn \(turn) was given to an agent \(count) times") }
                if !record.isStarted { violations.append("session \(id): turn \(turn) was given to an agent before that was stored") }
            }
        }
    }

    /// What an agent says in a finished turn shows that it remembers the finished turns before it.
    mutating func checkMemory() {
        for (id, history) in sessions { violations += history.memoryViolations.map { "session \(id): \($0)" } }
    }
}
