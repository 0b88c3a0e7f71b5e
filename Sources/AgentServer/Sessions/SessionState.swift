internal import ClaudeAgent
internal import Domain
internal import JSON
internal import Journal

/// What a session has come to: a fold over its journal. Pure.
struct SessionState: Sendable, Hashable {
    /// A prompt that has no terminal event yet.
    struct OpenTurn: Sendable, Hashable {
        let id: TurnID
        /// The number of its `prompt.accepted`; none for a turn that the agent began by itself.
        var prompt: Int?
        var isRunning = false
    }

    /// The conversation, once there is one.
    var binding: SessionBinding?
    /// Turns without a terminal event, in order.
    var openTurns: [OpenTurn] = []
    /// What the session has cost since it began, by the CLI's own estimate or the model proxy's count, whichever is more.
    var cost = USD(microdollars: 0)
    /// Turns that are over.
    var endedTurns = 0
    /// What the session has used since it began.
    var usage = SessionUsage()

    /// Takes in the next event.
    mutating func apply(_ event: JournalEvent) {
        switch event.kind {
        case .sessionBound: binding = SessionBinding(event) ?? binding
        case .promptAccepted: if let id = event.turn { openTurns.append(OpenTurn(id: id, prompt: event.number)) }
        case .turnStarted: if let id = event.turn { begin(id) }
        case .turnEnded: if let id = event.turn { end(id, TurnEnding(event)) }
        default: break
        }
    }

    private mutating func begin(_ id: TurnID) {
        if let index = openTurns.firstIndex(where: { $0.id == id }) {
            openTurns[index].isRunning = true
        } else {
            openTurns.append(OpenTurn(id: id, isRunning: true))
        }
    }

    private mutating func end(_ id: TurnID, _ ending: TurnEnding?) {
        openTurns.removeAll { $0.id == id }
        endedTurns += 1
        // The CLI's total goes on over turns and resumes, but tells nothing of turns that were cut off before their results.
        let counted = cost + (ending?.metered ?? USD(microdollars: 0))
        cost = max(counted, ending?.sessionCost ?? counted)
        if let used = ending?.usage { usage.add(used) }
    }
}

extension SessionState {
    /// Reads a snapshot; `nil` when it is none of this form.
    init?(_ snapshot: SessionSnapshot) {
        guard let json = try? JSONValue(parsing: snapshot.state), json.object != nil else { return nil }
        binding = SessionBinding(json)
        for turn in json["turns"]?.array ?? [] {
            guard let id = turn["id"]?.string.flatMap(TurnID.init) else { return nil }
            openTurns.append(OpenTurn(id: id, prompt: turn["prompt"]?.int, isRunning: turn["running"]?.bool ?? false))
        }
        cost = USD(microdollars: json["cost_microdollars"]?.int ?? 0)
        endedTurns = json["ended"]?.int ?? 0
        usage = json["usage"].map(SessionUsage.init) ?? usage
    }

    /// The state as it is stored.
    var snapshot: SessionSnapshot {
        var json = binding?.json ?? JSONObject()
        json.append("turns", .array(openTurns.map(\.json)))
        json.append("cost_microdollars", .number(JSONNumber(cost.microdollars)))
        json.append("ended", .number(JSONNumber(endedTurns)))
        if usage != SessionUsage() { json.append("usage", usage.json) }
        return SessionSnapshot(state: JSONValue.object(json).serialized(), isOpen: !openTurns.isEmpty)
    }

    /// The snapshot after some more events.
    static func fold(_ snapshot: SessionSnapshot?, _ events: [JournalEvent]) -> SessionSnapshot? {
        guard events.contains(where: { $0.kind != .frame }) else { return nil }
        var state = snapshot.flatMap(SessionState.init) ?? SessionState()
        for event in events { state.apply(event) }
        return state.snapshot
    }
}

extension SessionState.OpenTurn {
    fileprivate var json: JSONValue {
        var json: JSONObject = ["id": .string(id.text)]
        if let prompt { json.append("prompt", .number(JSONNumber(prompt))) }
        if isRunning { json.append("running", true) }
        return .object(json)
    }
}

extension SessionBinding {
    /// Reads a binding from JSON; `nil` when a part is missing or no such thing.
    init?(_ json: JSONValue) {
        guard let id = json["claude_session_id"]?.string, SessionIdentifier.isValid(id) else { return nil }
        guard let folder = json["folder"]?.string, !folder.isEmpty, !folder.contains("..") else { return nil }
        self.init(claudeSessionID: id, folder: folder)
    }

    /// Reads the body of a `session.bound` event.
    init?(_ event: JournalEvent) {
        guard let json = try? JSONValue(parsing: event.body) else { return nil }
        self.init(json)
    }

    var json: JSONObject { ["claude_session_id": .string(claudeSessionID), "folder": .string(folder)] }
}
