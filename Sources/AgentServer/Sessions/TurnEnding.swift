internal import Domain
internal import JSON
internal import Journal

/// How a turn is over: the body of its terminal event.
struct TurnEnding: Sendable, Hashable {
    /// The ways.
    enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// The agent has answered.
        case done
        /// Something failed.
        case failed
        /// It was cut off.
        case interrupted
    }

    var outcome: Outcome
    /// What callers are told, and of what kind it is; none when it is done.
    var failure: PublicFailure?
    /// What the session has cost until now, by the CLI's own estimate.
    var sessionCost: USD?
    /// What the process has spent on this turn by the model proxy's count; none where no proxy counts.
    var metered: USD?
    /// What the turn has used, since it began or was last heard of in an event.
    var usage = SessionUsage()

    /// The agent has answered.
    static func done(sessionCost: USD?, usage: SessionUsage = SessionUsage()) -> TurnEnding {
        TurnEnding(outcome: .done, sessionCost: sessionCost, usage: usage)
    }

    /// The turn has failed, or was cut off.
    static func failed(_ failure: PublicFailure, outcome: Outcome = .failed, sessionCost: USD? = nil) -> TurnEnding {
        TurnEnding(outcome: outcome, failure: failure, sessionCost: sessionCost)
    }

    /// The turn was cut off.
    static func interrupted(_ why: Interruption, _ limits: SessionTurns.Limits, sessionCost: USD? = nil) -> TurnEnding {
        .failed(PublicFailure(text: words(why, limits), kind: why.rawValue), outcome: .interrupted, sessionCost: sessionCost)
    }

    /// What it comes to when it cannot be stored: a turn is done only when its end is kept.
    var unstored: TurnEnding {
        guard outcome == .done else { return self }
        var ending = self
        (ending.outcome, ending.failure) = (.failed, .unstored)
        return ending
    }

    private static func words(_ why: Interruption, _ limits: SessionTurns.Limits) -> String {
        switch why {
        case .requested: "the turn was interrupted, as somebody asked"
        case .superseded: "the turn was interrupted by a later prompt"
        case .abandoned: "the turn was interrupted: its client left, and nobody followed it for \(limits.absence)"
        case .timedOut: "the turn took longer than \(limits.wallClock), its limit; ask for less at once"
        case .shuttingDown: ServerError.shuttingDown.message
        }
    }
}

extension TurnEnding {
    /// Reads the body of a `turn.ended` event; `nil` when it is none.
    init?(_ event: JournalEvent) {
        guard let json = try? JSONValue(parsing: event.body), let outcome = json["outcome"]?.string.flatMap(Outcome.init) else {
            return nil
        }
        self.outcome = outcome
        if let error = json["error"] {
            failure = PublicFailure(text: error["message"]?.string ?? "", kind: error["kind"]?.string ?? "unexpected")
        }
        sessionCost = json["session_cost_microdollars"]?.int.map(USD.init(microdollars:))
        metered = json["metered_microdollars"]?.int.map(USD.init(microdollars:))
        usage = json["usage"].map(SessionUsage.init) ?? usage
    }

    /// The body.
    var body: [UInt8] {
        var json: JSONObject = ["outcome": .string(outcome.rawValue)]
        if let failure { json.append("error", ["kind": .string(failure.kind), "message": .string(failure.text)]) }
        if let sessionCost { json.append("session_cost_microdollars", .number(JSONNumber(sessionCost.microdollars))) }
        if let metered { json.append("metered_microdollars", .number(JSONNumber(metered.microdollars))) }
        if usage != SessionUsage() { json.append("usage", usage.json) }
        return JSONValue.object(json).serialized()
    }
}
