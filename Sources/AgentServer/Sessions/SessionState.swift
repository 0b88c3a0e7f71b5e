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
        /// Whether no process has it, because it waits.
        var isParked = false
        /// The calls that it said it waits for.
        var calls: [WaitingCall] = []
        /// Those of them that have been answered since, with the numbers of the answers.
        var answers: [String: Int] = [:]
        /// What the session had cost when it began.
        var costBefore = USD(microdollars: 0)

        /// The calls that it waits for still.
        var waiting: [WaitingCall] { calls.filter { answers[$0.id] == nil } }
    }

    /// What a session does.
    enum Activity: Sendable, Hashable {
        /// Nothing.
        case idle
        /// A turn runs, or waits for a process.
        case running
        /// A turn waits for answers to these calls.
        case waiting([WaitingCall])
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
    /// Whether it is over for good: nothing runs in it any more.
    var isTerminated = false
    /// The name of the change of its record that was told last.
    var lastChange: String?

    /// What the session does.
    var activity: Activity {
        guard let turn = openTurns.first(where: \.isRunning) ?? openTurns.first else { return .idle }
        return turn.waiting.isEmpty ? .running : .waiting(turn.waiting)
    }

    /// Takes in the next event.
    mutating func apply(_ event: JournalEvent) {
        switch event.kind {
        case .sessionBound: binding = SessionBinding(event) ?? binding
        case .promptAccepted: if let id = event.turn { openTurns.append(OpenTurn(id: id, prompt: event.number)) }
        case .turnStarted: if let id = event.turn { begin(id) }
        case .turnWaiting, .callAnswered, .turnParked, .turnContinued: if let id = event.turn { wait(id, event) }
        case .turnEnded: if let id = event.turn { end(id, TurnEnding(event)) }
        case .sessionTerminated: isTerminated = true
        case .sessionUpdated: lastChange = (try? JSONValue(parsing: event.body))?["change"]?.string ?? lastChange
        default: break
        }
    }

    private mutating func begin(_ id: TurnID) {
        if let index = openTurns.firstIndex(where: { $0.id == id }) {
            openTurns[index].isRunning = true
            openTurns[index].costBefore = cost
        } else {
            openTurns.append(OpenTurn(id: id, isRunning: true, costBefore: cost))
        }
    }

    private mutating func wait(_ id: TurnID, _ event: JournalEvent) {
        guard let index = openTurns.firstIndex(where: { $0.id == id }) else { return }
        openTurns[index].wait(event)
        guard event.kind == .turnParked, let json = try? JSONValue(parsing: event.body) else { return }
        spend(
            json["session_cost_microdollars"]?.int.map(USD.init(microdollars:)),
            json["usage"].map(SessionUsage.init),
            metered: json["metered_microdollars"]?.int.map(USD.init(microdollars:))
        )
    }

    private mutating func end(_ id: TurnID, _ ending: TurnEnding?) {
        openTurns.removeAll { $0.id == id }
        endedTurns += 1
        spend(ending?.sessionCost, ending?.usage, metered: ending?.metered)
    }

    private mutating func spend(_ total: USD?, _ used: SessionUsage?, metered: USD?) {
        // The CLI's total goes on over turns and resumes, but tells nothing of turns that were cut off before their results.
        let counted = cost + (metered ?? USD(microdollars: 0))
        cost = max(counted, total ?? counted)
        if let used { usage.add(used) }
    }
}

extension SessionState {
    /// Reads a snapshot; `nil` when it is none of this form.
    init?(_ snapshot: SessionSnapshot) {
        guard let json = try? JSONValue(parsing: snapshot.state), json.object != nil else { return nil }
        binding = SessionBinding(json)
        for turn in json["turns"]?.array ?? [] {
            guard let id = turn["id"]?.string.flatMap(TurnID.init) else { return nil }
            openTurns.append(OpenTurn(id, turn))
        }
        cost = USD(microdollars: json["cost_microdollars"]?.int ?? 0)
        endedTurns = json["ended"]?.int ?? 0
        usage = json["usage"].map(SessionUsage.init) ?? usage
        isTerminated = json["terminated"]?.bool ?? false
        lastChange = json["change"]?.string
    }

    /// The state as it is stored.
    var snapshot: SessionSnapshot {
        var json = binding?.json ?? JSONObject()
        json.append("turns", .array(openTurns.map(\.json)))
        json.append("cost_microdollars", .number(JSONNumber(cost.microdollars)))
        json.append("ended", .number(JSONNumber(endedTurns)))
        if usage != SessionUsage() { json.append("usage", usage.json) }
        if isTerminated { json.append("terminated", true) }
        if let lastChange { json.append("change", .string(lastChange)) }
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
        if isParked { json.append("parked", true) }
        if !calls.isEmpty { json.append("calls", .array(calls.map { .object($0.json) })) }
        if !answers.isEmpty { json.append("answers", .object(Self.json(answers))) }
        if costBefore.microdollars > 0 { json.append("cost_before", .number(JSONNumber(costBefore.microdollars))) }
        return .object(json)
    }

    private static func json(_ numbers: [String: Int]) -> JSONObject {
        JSONObject(numbers.sorted { $0.key < $1.key }.map { (key: $0.key, value: .number(JSONNumber($0.value))) })
    }

    fileprivate init(_ id: TurnID, _ json: JSONValue) {
        self.init(id: id, prompt: json["prompt"]?.int, isRunning: json["running"]?.bool ?? false)
        isParked = json["parked"]?.bool ?? false
        calls = (json["calls"]?.array ?? []).compactMap(WaitingCall.init)
        answers = (json["answers"]?.object ?? JSONObject()).reduce(into: [:]) { all, pair in all[pair.key] = pair.value.int }
        costBefore = USD(microdollars: json["cost_before"]?.int ?? 0)
    }

    fileprivate mutating func wait(_ event: JournalEvent) {
        switch event.kind {
        case .turnWaiting: (calls, answers) = (WaitingCall.all(event), [:])
        case .callAnswered: if let answer = CallAnswer(event) { answers[answer.toolUseID] = event.number }
        case .turnParked: isParked = true
        default: isParked = false
        }
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
