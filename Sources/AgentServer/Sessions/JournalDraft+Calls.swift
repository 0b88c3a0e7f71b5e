internal import Domain
internal import JSON
internal import Journal

/// The events of turns that wait for somebody.
extension JournalDraft {
    /// A turn cannot go on without answers to these calls.
    static func waiting(_ turn: TurnID, _ calls: [WaitingCall]) -> JournalDraft {
        draft(.turnWaiting, turn, ["calls": .array(calls.map { .object($0.json) })])
    }

    /// A call has been answered.
    static func answered(_ turn: TurnID, _ answer: CallAnswer, uuid: String) -> JournalDraft {
        draft(.callAnswered, turn, answer.body(uuid: uuid))
    }

    /// A turn has no process any more.
    ///
    /// - Parameters:
    ///   - sessionCost: What the session has cost until now, where that is known.
    ///   - usage: What the turn has used in the process that goes.
    ///   - metered: What that has spent by the model proxy's count; `nil` where none counts.
    static func parked(_ turn: TurnID, sessionCost: USD?, _ usage: SessionUsage, metered: USD? = nil) -> JournalDraft {
        var body = JSONObject()
        if let sessionCost { body.append("session_cost_microdollars", .number(JSONNumber(sessionCost.microdollars))) }
        if usage != SessionUsage() { body.append("usage", usage.json) }
        if let metered { body.append("metered_microdollars", .number(JSONNumber(metered.microdollars))) }
        return draft(.turnParked, turn, body)
    }

    /// A parked turn has a process again.
    static func continued(_ turn: TurnID, _ start: ProcessStart) -> JournalDraft {
        draft(.turnContinued, turn, ["start": .string(start.rawValue)])
    }

    /// Somebody wants what runs to end.
    static func interruptRequested(uuid: String) -> JournalDraft {
        draft(.interruptRequested, nil, ["uuid": .string(uuid)])
    }

    private static func draft(_ kind: EventKind, _ turn: TurnID?, _ body: JSONObject) -> JournalDraft {
        JournalDraft(kind, turn: turn, body: JSONValue.object(body).serialized())
    }
}

extension WaitingCall {
    /// Reads a call; `nil` when it is none.
    init?(_ json: JSONValue) {
        guard let id = json["tool_use_id"]?.string, let name = json["name"]?.string else { return nil }
        guard let kind = json["kind"]?.string.flatMap(ToolCatalogue.Wait.init) else { return nil }
        self.init(id: id, name: name, kind: kind)
    }

    /// The calls of a `turn.waiting` event.
    static func all(_ event: JournalEvent) -> [WaitingCall] {
        ((try? JSONValue(parsing: event.body))?["calls"]?.array ?? []).compactMap(WaitingCall.init)
    }

    var json: JSONObject { ["tool_use_id": .string(id), "name": .string(name), "kind": .string(kind.rawValue)] }
}
